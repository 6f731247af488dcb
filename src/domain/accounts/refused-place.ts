import type { Hats } from './hats.ts';

export type RefusedPlace = 'portal-of-customers' | 'console-of-operators' | 'role';

/** Why somebody who is signed in may not open a page of portal or console. */
export function refusedPlace(path: string, hats: Hats | undefined): RefusedPlace {
  if (/^\/portal(\/|$)/.test(path) && hats?.memberships.length === 0) return 'portal-of-customers';
  if (/^\/console(\/|$)/.test(path) && hats?.operatorRoles.length === 0) return 'console-of-operators';
  return 'role';
}
