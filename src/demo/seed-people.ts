import { randomBytes } from 'node:crypto';
import type { CommandContext } from '#commands/context';
import { grantRoles } from '#commands/grant-roles';
import type { Actor } from '#domain/actor';
import { type MemberRole, OPERATOR_ROLES, type OperatorRole } from '#domain/words';
import type { Accounts } from '#server/accounts/accounts';

export interface DemoAccount {
  readonly email: string;
  readonly password: string;
  readonly may: string;
  readonly actor: Actor;
}

export interface DemoPeople {
  readonly operator: DemoAccount;
  readonly example: DemoAccount;
  readonly durand: DemoAccount;
  readonly all: readonly DemoAccount[];
}

/** Two organisations with their people, and the operators of the desk; every password is new. */
export async function seedPeople(ctx: CommandContext, accounts: Accounts): Promise<DemoPeople> {
  const operator = await addOperator(ctx, accounts, {
    name: 'Ada Operator',
    email: 'ada@demo.example',
    roles: OPERATOR_ROLES,
  });
  const desk = await addOperator(ctx, accounts, { name: 'Tom Desk', email: 'tom@demo.example', roles: ['tickets'] });
  const exampleId = await accounts.createOrganization(ctx, 'Example Ltd');
  const durandId = await accounts.createOrganization(ctx, 'Durand et Fils');
  const example = await addMember(ctx, accounts, {
    name: 'Grace Admin',
    email: 'grace@example.example',
    organizationId: exampleId,
    role: 'admin',
  });
  const viewer = await addMember(ctx, accounts, {
    name: 'Alan Viewer',
    email: 'alan@example.example',
    organizationId: exampleId,
    role: 'viewer',
  });
  const durand = await addMember(ctx, accounts, {
    name: 'Émilie Durand',
    email: 'emilie@durand.example',
    organizationId: durandId,
    role: 'admin',
  });
  return { operator, example, durand, all: [operator, desk, example, viewer, durand] };
}

interface NewOperator {
  readonly name: string;
  readonly email: string;
  readonly roles: readonly OperatorRole[];
}

async function addOperator(ctx: CommandContext, accounts: Accounts, person: NewOperator): Promise<DemoAccount> {
  const { name, email, roles } = person;
  const password = newPassword();
  const id = await accounts.createPerson(ctx, { name, email, password });
  await grantRoles(ctx, { userId: id, roles, grantedBy: 'demo' });
  return { email, password, may: `operator: ${roles.join(', ')}`, actor: { kind: 'operator', id, name, roles } };
}

interface NewMember {
  readonly name: string;
  readonly email: string;
  readonly organizationId: string;
  readonly role: MemberRole;
}

async function addMember(ctx: CommandContext, accounts: Accounts, person: NewMember): Promise<DemoAccount> {
  const { name, email, organizationId, role } = person;
  const password = newPassword();
  const id = await accounts.createPerson(ctx, { name, email, password });
  await accounts.addMember(ctx, { userId: id, organizationId, role });
  return {
    email,
    password,
    may: `${role} of an organisation`,
    actor: { kind: 'member', id, name, role, organizationId },
  };
}

function newPassword(): string {
  return randomBytes(12).toString('base64url');
}
