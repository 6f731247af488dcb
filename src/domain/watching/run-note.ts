/** What a run tells on its way, for a person who watches it; a poller does not listen. */
export type RunNote =
  /** One expectation and whether it held, in words such as `status code 200-299` and `503`. */
  | { readonly kind: 'expectation'; readonly what: string; readonly held: boolean; readonly found: string }
  /** The beginning of what the target answered. */
  | { readonly kind: 'answer'; readonly text: string };
