/** How much of a provider's text is kept; a feed that says more is cut and marked. */
export const LIMITS = {
  rows: 20_000,
  title: 300,
  name: 200,
  body: 50_000,
  updates: 500,
  products: 500,
  locations: 300,
} as const;
