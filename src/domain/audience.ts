/** For whom something is read; every query of services, incidents and outages obeys it. */
export type Audience =
  | { readonly kind: 'public' }
  | { readonly kind: 'organization'; readonly organizationId: string }
  | { readonly kind: 'operators' };

export const PUBLIC: Audience = { kind: 'public' };
export const OPERATORS: Audience = { kind: 'operators' };
