import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { blankPersonalText } from '#commands/blank-personal-text';
import { findChainHead } from '#db/queries/credit-chain';
import { listEntries } from '#db/queries/ledger';
import { getStatement } from '#db/queries/statements';
import { statementCsv } from '#lib/statement-csv';
import { onEachDatabase } from '#test/support/databases';
import { addFourEntries, addLedgerScene, appendSome, dropGuards, type LedgerScene } from '#test/support/ledger';
import { verifyLedger } from '../../src/cli/verify-ledger.ts';
import { verifyStatement } from '../../src/cli/verify-statement.ts';

const OTHER_ID = '01890000-0000-7000-8000-000000000000';

/** Every column of an entry with another value than the one it has; the exceptions are named in the test. */
const TAMPERINGS: Readonly<Record<string, string | number | null>> = {
  id: OTHER_ID,
  organization_id: 'org-z',
  direction: 'owed-to-us',
  unit: 'money',
  currency: 'EUR',
  kind: 'application',
  amount: 14,
  window_start: 0,
  item_id: null,
  request_id: null,
  at: 1,
  reverses_id: OTHER_ID,
  reference: 'INV-2',
  applied_to: 'invoice',
  invoice_date: '2026-01-01',
  invoice_minor: 5,
  invoice_currency: 'USD',
  seq: 99,
  previous_hash: 'f'.repeat(64),
  hash: 'e'.repeat(64),
  text_hash: 'd'.repeat(64),
};

onEachDatabase('ledger verify', (database) => {
  const verdictOf = ({ contractId }: LedgerScene) => verifyLedger(database.db, { contractId });

  test('an untouched ledger is whole, and says where it ends', async () => {
    const scene = await addFourEntries(database.db);
    const head = await findChainHead(database.db, scene.contractId);
    expect(await verdictOf(scene)).toMatchObject({
      contracts: 1,
      entries: 4,
      breaks: [],
      ends: [{ contractId: scene.contractId, head: { seq: 4, hash: head?.hash } }],
    });
  });

  test('the tampering below covers every column of an entry but the key of its form and its contract', async () => {
    const table = (await database.db.introspection.getTables()).find(({ name }) => name === 'credit_entry');
    const names = table?.columns.map(({ name }) => name).filter((name) => !['once_key', 'contract_id'].includes(name));
    expect(Object.keys(TAMPERINGS).toSorted()).toEqual(names?.toSorted());
  });

  describe('with the guards of the database gone', () => {
    beforeAll(() => dropGuards(database.connection));

    test.each(Object.entries(TAMPERINGS))('another %s of an entry is found', async (column, value) => {
      const scene = await addFourEntries(database.db);
      const ids = (
        await listEntries(database.db, 'every-organization', { limit: 9, contractId: scene.contractId })
      ).map(({ id }) => id);
      const target = ids[2] ?? '';
      await withoutForeignKeys(database, () =>
        sql`update credit_entry set ${sql.ref(column)} = ${value} where id = ${target}`.execute(database.db),
      );
      const { breaks } = await verdictOf(scene);
      expect(breaks).toHaveLength(1);
      if (column !== 'seq') expect(breaks[0]).toMatchObject({ seq: 2 });
      await cleanUp(database, scene);
    });

    test.each(['name', 'body', 'salt'])('another %s behind an entry is found', async (column) => {
      const scene = await addFourEntries(database.db);
      const [entry] = await listEntries(database.db, 'every-organization', { limit: 1, contractId: scene.contractId });
      await sql`update personal_text set ${sql.ref(column)} = 'x' where entry_id = ${entry?.id}`.execute(database.db);
      expect((await verdictOf(scene)).breaks).toMatchObject([{ seq: 4, entryId: entry?.id }]);
    });

    test('a deleted name is found, for it was not removed in the way names are', async () => {
      const scene = await addFourEntries(database.db);
      const [entry] = await listEntries(database.db, 'every-organization', { limit: 1, contractId: scene.contractId });
      await sql`delete from personal_text where entry_id = ${entry?.id}`.execute(database.db);
      expect((await verdictOf(scene)).breaks).toMatchObject([{ seq: 4 }]);
    });

    test('a deleted entry in the middle is named as missing', async () => {
      const scene = await addFourEntries(database.db);
      await deleteEntry(database, scene, 2);
      const { breaks } = await verdictOf(scene);
      expect(breaks[0]?.sentence).toBe('Entry 3 follows number 1: number 2 is missing.');
    });

    test('a cut-off end is found by the kept head, and by a head from a statement where that was set back too', async () => {
      const scene = await addFourEntries(database.db);
      const head = await findChainHead(database.db, scene.contractId);
      await deleteEntry(database, scene, 4);
      expect((await verdictOf(scene)).breaks[0]?.sentence).toMatch(/^The end is missing: the last entry is number 3/);
      const [last] = await listEntries(database.db, 'every-organization', { limit: 1, contractId: scene.contractId });
      await database.db
        .updateTable('creditChain')
        .set({ seq: 3, hash: last?.hash ?? '' })
        .where('contractId', '=', scene.contractId)
        .execute();
      expect((await verdictOf(scene)).breaks).toEqual([]);
      const { breaks } = await verifyLedger(database.db, { contractId: scene.contractId, head });
      expect(breaks[0]?.sentence).toMatch(/^The end is missing/);
    });

    test('a head of another chain is not this one', async () => {
      const scene = await addFourEntries(database.db);
      const head = { seq: 2, hash: 'a'.repeat(64) };
      const { breaks } = await verifyLedger(database.db, { contractId: scene.contractId, head });
      expect(breaks).toMatchObject([{ seq: 2, sentence: 'Entry 2 is not the one this head was given for.' }]);
    });

    test('a window that says more or less than its entries is found', async () => {
      const scene = await addFourEntries(database.db);
      await database.db
        .updateTable('creditWindow')
        .set({ grantedAmount: 12 })
        .where('contractId', '=', scene.contractId)
        .execute();
      const { breaks } = await verdictOf(scene);
      expect(breaks[0]?.sentence).toMatch(/says 12 were granted; its entries add up to 15/);
    });

    test('a window whose kept sum is gone is found', async () => {
      const scene = await addFourEntries(database.db);
      await database.db.deleteFrom('creditWindow').where('contractId', '=', scene.contractId).execute();
      const { breaks } = await verdictOf(scene);
      expect(breaks[0]?.sentence).toMatch(/^The window from 2026-10-01.* has entries, and its kept sum is gone\.$/);
    });

    test('an entry that takes the balance below zero is found although its hash is right', async () => {
      const scene = await addLedgerScene(database.db);
      await appendSome(scene, { kind: 'application', amount: -1 });
      expect((await verdictOf(scene)).breaks[0]?.sentence).toBe('Entry 1 takes the balance below zero.');
    });
  });

  describe('a statement in CSV by itself', () => {
    const csvOf = async (scene: LedgerScene, lang: 'en' | 'fr' = 'en', from = '2026-01-01'): Promise<string> => {
      const period = { from, to: '2026-12-31', now: scene.clock.at, contractId: scene.contractId };
      return statementCsv(await getStatement(database.db, { organizationId: 'org-a' }, period), lang);
    };

    test.each(['en', 'fr'] as const)('is whole as it was written (%s)', async (lang) => {
      const scene = await addFourEntries(database.db);
      const head = await findChainHead(database.db, scene.contractId);
      const verdict = verifyStatement(await csvOf(scene, lang), { head });
      expect(verdict).toMatchObject({ contracts: 1, entries: 4, breaks: [], ends: [{ head }] });
    });

    test('may begin in the middle of the chain', async () => {
      const scene = await addFourEntries(database.db);
      scene.clock.at = Date.parse('2026-12-05T10:00:00Z');
      await appendSome(scene, { amount: 2 });
      const text = await csvOf(scene, 'en', '2026-12-01');
      expect(verifyStatement(text, {})).toMatchObject({ entries: 1, breaks: [] });
    });

    test('that begins in the middle is compared with the head right before it, and passes no earlier one', async () => {
      const scene = await addFourEntries(database.db);
      scene.clock.at = Date.parse('2026-12-05T10:00:00Z');
      const head = await findChainHead(database.db, scene.contractId);
      await appendSome(scene, { amount: 2 });
      const text = await csvOf(scene, 'en', '2026-12-01');
      const broken = (seq: number, hash: string) =>
        verifyStatement(text, { head: { seq, hash } }).breaks.map(({ sentence }) => sentence);
      expect(head?.seq).toBe(4);
      expect(broken(4, head?.hash ?? '')).toEqual([]);
      expect(broken(4, 'f'.repeat(64))).toEqual(['Entry 5 does not follow the entry this head was given for.']);
      expect(broken(2, 'f'.repeat(64))).toEqual([
        'The entries begin with number 5: a head of number 2 cannot be compared with them.',
      ]);
    });

    test('keeps reasons that look like formulas, quotes and line ends as they were', async () => {
      const scene = await addLedgerScene(database.db);
      for (const reason of ['=1+1', "'=1", "''", '@x', 'a "b"; c,\r\nd', '-3', '\\n'])
        await appendSome(scene, { reason });
      const text = await csvOf(scene);
      expect(verifyStatement(text, {})).toMatchObject({ entries: 7, breaks: [] });
      expect(text).not.toMatch(/(^|,)"?=/m);
    });

    test.each<[string, (text: string) => string]>([
      ['the hashed amount of an entry', (text) => text.replace(',days,,7,2026-10', ',days,,9,2026-10')],
      ['the amount that is read', (text) => text.replace(/,7,days,/, ',9,days,')],
      ['a reason', (text) => text.replaceAll('as owed', 'as asked')],
      ['the closing balance', (text) => text.replace(/(closing.*?,)15,/, '$116,')],
      ['the end', (text) => text.replace(/\r\n4,[^\r]*entry[^\r]*/, '')],
      ['a line in the middle', (text) => text.replace(/\r\n2,[^\r]*/, '')],
    ])('shows that %s was changed', async (_, tamper) => {
      const scene = await addFourEntries(database.db);
      const text = await csvOf(scene);
      const changed = tamper(text);
      expect(changed).not.toBe(text);
      expect(verifyStatement(changed, {}).breaks).toHaveLength(1);
    });

    test('of a period without entries compares its head with the one given', async () => {
      const scene = await addFourEntries(database.db);
      const period = { from: '2027-01-01', to: '2027-01-31', now: scene.clock.at, contractId: scene.contractId };
      const text = statementCsv(await getStatement(database.db, 'every-organization', period), 'en');
      const head = await findChainHead(database.db, scene.contractId);
      expect(verifyStatement(text, { head }).breaks).toEqual([]);
      expect(verifyStatement(text, { head: { seq: 4, hash: 'b'.repeat(64) } }).breaks).toHaveLength(1);
    });

    test('that is no statement is refused with a sentence', () => {
      expect(() => verifyStatement('a,b\r\n1,2\r\n', {})).toThrow('This is no statement: the column “row” is missing.');
    });
  });

  test('once names were removed the chain is whole and the entries say so', async () => {
    const scene = await addFourEntries(database.db);
    const before = await findChainHead(database.db, scene.contractId);
    await blankPersonalText(scene.ctx, { before: scene.clock.at + 1, limit: 1_000 });
    expect((await verdictOf(scene)).breaks).toEqual([]);
    expect(await findChainHead(database.db, scene.contractId)).toEqual(before);
    const entries = await listEntries(database.db, 'every-organization', { limit: 9, contractId: scene.contractId });
    expect(entries.map(({ actorName, reason, blankedAt }) => [actorName, reason, blankedAt])).toEqual(
      Array.from({ length: 4 }, () => [null, null, scene.clock.at]),
    );
    const period = { from: '2026-01-01', to: '2026-12-31', now: scene.clock.at, contractId: scene.contractId };
    const text = statementCsv(await getStatement(database.db, 'every-organization', period), 'en');
    expect(text).toContain('name removed on 22 Nov 2026');
    expect(verifyStatement(text, { head: before }).breaks).toEqual([]);
  });
});

type Opened = Parameters<Parameters<typeof onEachDatabase>[1]>[0];

/** Tampering may leave references dangling, as somebody with the file in his hands may. */
async function withoutForeignKeys({ db, dialect }: Opened, work: () => Promise<unknown>): Promise<void> {
  if (dialect === 'postgres') {
    await sql`alter table credit_entry drop constraint if exists credit_entry_reverses_id_fkey`.execute(db);
    await sql`alter table credit_export drop constraint if exists credit_export_entry_id_fkey`.execute(db);
    await sql`alter table credit_entry disable trigger all`.execute(db);
    await work();
    return;
  }
  await sql`pragma foreign_keys = off`.execute(db);
  await work();
  await sql`pragma foreign_keys = on`.execute(db);
}

async function deleteEntry(database: Opened, { contractId }: LedgerScene, seq: number): Promise<void> {
  await withoutForeignKeys(database, () =>
    sql`delete from credit_entry where contract_id = ${contractId} and seq = ${seq}`.execute(database.db),
  );
}

async function cleanUp(database: Opened, { contractId }: LedgerScene): Promise<void> {
  await withoutForeignKeys(database, () =>
    sql`delete from credit_entry where contract_id = ${contractId}`.execute(database.db),
  );
}
