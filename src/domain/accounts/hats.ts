import type { Actor } from '#domain/actor';
import type { MemberRole, OperatorRole } from '#domain/words';

/** What a signed-in person may be: operator of the installation, member of organisations, or both. */
export interface Hats {
  readonly operatorRoles: readonly OperatorRole[];
  readonly memberships: readonly { readonly organizationId: string; readonly role: MemberRole }[];
}

export interface SignedInPerson extends Hats {
  readonly id: string;
  readonly name: string;
  /** The organisation chosen last, where there are several. */
  readonly activeOrganizationId: string | null;
}

export const VISITOR: Actor = { kind: 'visitor', id: null, name: 'visitor' };

/** Nobody wears two hats at once: in the portal a person acts for an organisation, elsewhere as an operator where he is one. */
export function chooseActor(person: SignedInPerson, area: 'portal' | 'elsewhere'): Actor {
  const member = toMember(person);
  const operator: Actor | undefined =
    person.operatorRoles.length > 0
      ? { kind: 'operator', id: person.id, name: person.name, roles: person.operatorRoles }
      : undefined;
  return (area === 'portal' ? (member ?? operator) : (operator ?? member)) ?? VISITOR;
}

function toMember(person: SignedInPerson): Actor | undefined {
  const membership =
    person.memberships.find(({ organizationId }) => organizationId === person.activeOrganizationId) ??
    person.memberships[0];
  return membership && { kind: 'member', id: person.id, name: person.name, ...membership };
}
