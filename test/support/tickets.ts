import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import type { OpenTicketInput } from '#commands/open-ticket';
import type { Db } from '#db/connect';
import type { Actor } from '#domain/actor';
import type { MemberRole, OperatorRole } from '#domain/words';

const CREATED = '2026-01-01T00:00:00.000Z';

/** Inserts an organisation. */
export async function addOrganization(db: Db, name = 'Example Ltd'): Promise<string> {
  const id = randomUUIDv7();
  await sql`insert into organization (id, name, slug, created_at) values (${id}, ${name}, ${id}, ${CREATED})`.execute(
    db,
  );
  return id;
}

/** Inserts a person of an organisation, as the actor of commands. */
export async function addMember(db: Db, organizationId: string, role: MemberRole = 'admin'): Promise<MemberActor> {
  const id = randomUUIDv7();
  const email = `${id}@example.com`;
  await sql`insert into "user" (id, name, email, email_verified, created_at, updated_at)
    values (${id}, ${`Ada ${id.slice(-4)}`}, ${email}, cast(1 as boolean), ${CREATED}, ${CREATED})`.execute(db);
  await sql`insert into member (id, organization_id, user_id, role, created_at)
    values (${randomUUIDv7()}, ${organizationId}, ${id}, ${role}, ${CREATED})`.execute(db);
  return { kind: 'member', id, name: `Ada ${id.slice(-4)}`, role, organizationId, email };
}

export type MemberActor = Extract<Actor, { kind: 'member' }> & { readonly email: string };

/** An operator without a row of his own. */
export function operatorActor(roles: readonly OperatorRole[] = ['tickets'], name = 'Olu'): Actor {
  return { kind: 'operator', id: randomUUIDv7(), name, roles };
}

/** A well-filled form for a new ticket; a test names only what matters to it. */
export function ticketForm(more: Partial<OpenTicketInput> = {}): OpenTicketInput {
  return {
    priority: 'P3',
    serviceId: null,
    title: 'Mail arrives late',
    body: 'Messages from outside arrive after two hours.',
    occurredAt: Date.parse('2026-11-22T11:00:00Z'),
    affectedUsers: 12,
    steps: null,
    lang: 'en',
    submissionKey: randomUUIDv7(),
    outageIds: [],
    ...more,
  };
}
