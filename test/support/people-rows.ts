import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '#db/connect';
import type { Language, OperatorRole } from '#domain/words';

export interface OperatorRow {
  readonly email: string;
  readonly roles: readonly OperatorRole[];
  readonly disabledAt?: number;
}

/** Inserts a person who is an operator, without a password. */
export async function addOperator(db: Db, row: OperatorRow): Promise<string> {
  const id = randomUUIDv7();
  const at = '2026-01-01T00:00:00.000Z';
  await sql`insert into "user" (id, name, email, email_verified, created_at, updated_at)
    values (${id}, ${row.email}, ${row.email}, cast(1 as boolean), ${at}, ${at})`.execute(db);
  for (const role of row.roles) {
    await db.insertInto('operatorRole').values({ userId: id, role, grantedAt: 0, grantedBy: 'test' }).execute();
  }
  if (row.disabledAt !== undefined) {
    await db
      .insertInto('accountState')
      .values({ userId: id, sessionsValidAfter: 0, disabledAt: row.disabledAt, disabledBy: 'test' })
      .execute();
  }
  return id;
}

/** Inserts an organisation without members. */
export async function addOrganization(
  db: Db,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<void> {
  await sql`insert into organization (id, name, slug, created_at)
    values (${id}, ${name}, ${id}, ${'2026-01-01T00:00:00.000Z'})`.execute(db);
}

/** Inserts an organisation with one admin who was invited in a language. */
export async function addCustomer(
  db: Db,
  row: { readonly id: string; readonly name: string; readonly email: string; readonly lang: Language },
): Promise<void> {
  const at = '2026-01-01T00:00:00.000Z';
  await addOrganization(db, row);
  const userId = await addOperator(db, { email: row.email, roles: [] });
  await sql`insert into member (id, organization_id, user_id, role, created_at)
    values (${randomUUIDv7()}, ${row.id}, ${userId}, 'admin', ${at})`.execute(db);
  await db
    .insertInto('accessLink')
    .values({
      id: randomUUIDv7(),
      purpose: 'invitation',
      tokenHash: randomUUIDv7(),
      email: row.email,
      userId,
      organizationId: row.id,
      memberRole: 'admin',
      operatorRoles: '[]',
      lang: row.lang,
      createdAt: 0,
      createdBy: 'test',
      expiresAt: 1,
      usedAt: 1,
    })
    .execute();
}
