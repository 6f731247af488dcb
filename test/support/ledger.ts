import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import { appendCreditEntry, type NewCreditEntry } from '#commands/append-credit-entry';
import { applyCredit } from '#commands/apply-credit';
import { type CommandContext, inTransaction } from '#commands/context';
import { reverseCreditEntry } from '#commands/reverse-credit-entry';
import { writeGrants } from '#commands/write-grants';
import type { Connection, Db } from '#db/connect';
import type { CreditUnit } from '#domain/words';
import { TestClock, testContext } from './context.ts';
import { type AddedRequest, addCreditRequest, daysTerms, OCTOBER, treasurer } from './credits.ts';
import { addContract, addService } from './rows.ts';

export interface LedgerScene {
  readonly ctx: CommandContext;
  readonly clock: TestClock;
  readonly contractId: string;
  readonly request: AddedRequest;
  readonly organizationId: string;
}

/** A contract with one claim for October; nothing is granted yet. */
export async function addLedgerScene(
  db: Db,
  input: { readonly wishes?: readonly number[]; readonly unit?: CreditUnit; readonly organizationId?: string } = {},
): Promise<LedgerScene> {
  const { wishes = [7, 15], unit = 'days', organizationId = 'org-a' } = input;
  const services = await Promise.all(
    wishes.map((_, index) => addService(db, { name: index === 0 ? 'Gmail' : 'Drive' })),
  );
  const terms = daysTerms({ credit: { unit: 'percent', feeBase: 'service-month', minimum: null }, cap: null });
  const contractId = await addContract(db, organizationId, services, unit === 'percent' ? { terms } : {});
  const items = Object.fromEntries(services.map((id, index) => [id, wishes[index] ?? 0]));
  const request = await addCreditRequest(db, { organizationId, contractId, items, unit });
  const clock = new TestClock();
  return { ctx: testContext(db, clock, treasurer()), clock, contractId, request, organizationId };
}

/** Grants one item of the scene's claim, within a cap of 15. */
export function grantItem(scene: LedgerScene, index: number, amount: number, unit: CreditUnit = 'days') {
  return inTransaction(scene.ctx, (tx) =>
    writeGrants(tx, {
      request: {
        id: scene.request.id,
        contractId: scene.contractId,
        organizationId: scene.organizationId,
        direction: 'we-owe',
        windowStart: OCTOBER,
        unit,
        currency: unit === 'money' ? 'EUR' : null,
      },
      wishes: [{ itemId: scene.request.itemIds[index] ?? '', amount }],
      cap: unit === 'days' ? 15 : null,
      reason: 'as owed',
    }),
  );
}

/** Uses days for the term. */
export function applyDays(scene: LedgerScene, amount: number): Promise<string> {
  const { ctx, contractId } = scene;
  const goal = { appliedTo: 'term', reference: '', onceKey: randomUUIDv7() } as const;
  return applyCredit(ctx, { contractId, unit: 'days', currency: null, amount, ...goal });
}

/** Two grants, an application and its reversal: seven days, eight days, five used, five given back. */
export async function addFourEntries(db: Db, organizationId = 'org-a'): Promise<LedgerScene> {
  const scene = await addLedgerScene(db, { organizationId });
  await grantItem(scene, 0, 7);
  scene.clock.advance(60_000);
  await grantItem(scene, 1, 15);
  scene.clock.advance(60_000);
  const entryId = await applyDays(scene, 5);
  scene.clock.advance(60_000);
  await reverseCreditEntry(scene.ctx, { entryId, reason: 'wrong invoice' });
  return scene;
}

/** One entry of any kind, for tests that need an entry and not its story. */
export function appendSome(
  scene: Pick<LedgerScene, 'ctx' | 'contractId'>,
  entry: Partial<NewCreditEntry> = {},
): ReturnType<typeof appendCreditEntry> {
  return appendCreditEntry(scene.ctx, {
    contractId: scene.contractId,
    organizationId: 'org-a',
    direction: 'we-owe',
    unit: 'days',
    currency: null,
    kind: 'grant',
    amount: 1,
    reason: 'some',
    ...entry,
  });
}

/** What somebody with the database in his hands does before he changes what is written. */
export async function dropGuards({ db, dialect }: Pick<Connection, 'db' | 'dialect'>): Promise<void> {
  const tables = ['credit_entry', 'personal_text', 'audit_entry'];
  if (dialect === 'postgres') {
    for (const table of tables) await sql`alter table ${sql.table(table)} disable trigger user`.execute(db);
    return;
  }
  const triggers = await sql<{ name: string }>`select name from sqlite_master where type = 'trigger'`.execute(db);
  for (const { name } of triggers.rows) await sql`drop trigger ${sql.ref(name)}`.execute(db);
}
