import { expect, test } from 'vitest';
import { chooseActor, type SignedInPerson } from '#domain/accounts/hats';

const person: SignedInPerson = { id: 'p', name: 'Ada', operatorRoles: [], memberships: [], activeOrganizationId: null };
const both: SignedInPerson = {
  ...person,
  operatorRoles: ['money'],
  memberships: [
    { organizationId: 'a', role: 'admin' },
    { organizationId: 'b', role: 'viewer' },
  ],
};

test('a person with neither roles nor memberships is a visitor everywhere', () => {
  expect([chooseActor(person, 'portal').kind, chooseActor(person, 'elsewhere').kind]).toEqual(['visitor', 'visitor']);
});

test('a person who is both acts for the organisation in the portal and as an operator elsewhere', () => {
  expect(chooseActor(both, 'portal')).toMatchObject({ kind: 'member', organizationId: 'a', role: 'admin' });
  expect(chooseActor(both, 'elsewhere')).toMatchObject({ kind: 'operator', roles: ['money'] });
});

test('the chosen organisation counts, but only among one’s own', () => {
  const chosen = (activeOrganizationId: string) => chooseActor({ ...both, activeOrganizationId }, 'portal');
  expect(chosen('b')).toMatchObject({ organizationId: 'b', role: 'viewer' });
  expect(chosen('somebody-else’s')).toMatchObject({ organizationId: 'a' });
});
