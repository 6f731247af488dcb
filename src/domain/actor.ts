import type { MemberRole, OperatorRole } from './words.ts';

/** Who does something; taken from the session or the process, never from a request body. */
export type Actor =
  | { readonly kind: 'system'; readonly id: null; readonly name: string }
  | { readonly kind: 'cli'; readonly id: null; readonly name: string }
  | { readonly kind: 'visitor'; readonly id: null; readonly name: string }
  | { readonly kind: 'operator'; readonly id: string; readonly name: string; readonly roles: readonly OperatorRole[] }
  | {
      readonly kind: 'member';
      readonly id: string;
      readonly name: string;
      readonly role: MemberRole;
      readonly organizationId: string;
    };
