import { randomUUIDv7 } from 'node:crypto';
import { expect, test } from 'vitest';
import { applyCredit } from '#commands/apply-credit';
import { reverseCreditEntry } from '#commands/reverse-credit-entry';
import { findBalance, listEntries, listTermExtensions } from '#db/queries/ledger';
import { onEachDatabase } from '#test/support/databases';
import { addLedgerScene, appendSome, applyDays, grantItem, type LedgerScene } from '#test/support/ledger';
import { verifyLedger } from '../../src/cli/verify-ledger.ts';

const FIFTY = Array.from({ length: 50 }, (_, index) => index);

onEachDatabase('the ledger under fifty at once', (database) => {
  const balanceOf = ({ contractId }: LedgerScene): Promise<number> =>
    findBalance(database.db, { contractId, direction: 'we-owe', unit: 'days', currency: null });
  const wholeness = async ({ contractId }: LedgerScene) => (await verifyLedger(database.db, { contractId })).breaks;

  test('grants of Gmail 7 and Drive 15, twenty-five times each, end at 15 with one entry a service', async () => {
    const scene = await addLedgerScene(database.db, { wishes: [7, 15] });
    const amounts = [7, 15];
    const results = await Promise.allSettled(
      FIFTY.map((index) => grantItem(scene, index % 2, amounts[index % 2] ?? 0)),
    );
    const entries = await listEntries(database.db, 'every-organization', { limit: 99, contractId: scene.contractId });
    expect(entries.reduce((sum, { amount }) => sum + amount, 0)).toBe(15);
    expect(entries.length).toBeLessThanOrEqual(2);
    expect(new Set(sentences(results))).toEqual(new Set(['This service was credited for this window already.']));
    expect(await wholeness(scene)).toEqual([]);
  });

  test('applications of one day each take the ten days there are; each of the others gets a sentence', async () => {
    const scene = await addLedgerScene(database.db, { wishes: [10] });
    await grantItem(scene, 0, 10);
    const results = await Promise.allSettled(FIFTY.map(() => applyDays(scene, 1)));
    expect(won(results)).toBe(10);
    expect(new Set(sentences(results))).toEqual(new Set(['There is nothing left to apply.']));
    expect(await balanceOf(scene)).toBe(0);
    const extensions = await listTermExtensions(database.db, scene.contractId);
    expect(extensions.map(({ days }) => days)).toEqual(Array.from({ length: 10 }, () => 1));
    expect(await wholeness(scene)).toEqual([]);
  });

  test('reversals of one grant take it back once; each of the others gets a sentence', async () => {
    const scene = await addLedgerScene(database.db, { wishes: [10] });
    await grantItem(scene, 0, 10);
    const [grant] = await listEntries(database.db, 'every-organization', { limit: 1, contractId: scene.contractId });
    const entryId = grant?.id ?? '';
    const results = await Promise.allSettled(
      FIFTY.map(() => reverseCreditEntry(scene.ctx, { entryId, reason: 'wrong month' })),
    );
    expect(won(results)).toBe(1);
    expect(new Set(sentences(results))).toEqual(new Set(['This entry was taken back already.']));
    expect(await balanceOf(scene)).toBe(0);
    expect(await wholeness(scene)).toEqual([]);
  });

  test('reversals of an application give its days back once, and its term extension is gone', async () => {
    const scene = await addLedgerScene(database.db, { wishes: [10] });
    await grantItem(scene, 0, 10);
    const entryId = await applyDays(scene, 4);
    const results = await Promise.allSettled(
      FIFTY.map(() => reverseCreditEntry(scene.ctx, { entryId, reason: 'wrong contract' })),
    );
    expect(won(results)).toBe(1);
    expect(await balanceOf(scene)).toBe(10);
    expect(await listTermExtensions(database.db, scene.contractId)).toEqual([]);
  });

  test('grants after a reversal fill the room it left, and no more', async () => {
    const scene = await addLedgerScene(database.db, { wishes: Array.from({ length: 50 }, () => 15) });
    await grantItem(scene, 0, 15);
    const [grant] = await listEntries(database.db, 'every-organization', { limit: 1, contractId: scene.contractId });
    await Promise.allSettled([
      reverseCreditEntry(scene.ctx, { entryId: grant?.id ?? '', reason: 'wrong' }),
      ...FIFTY.slice(1).map((index) => grantItem(scene, index, 4)),
    ]);
    await Promise.allSettled(FIFTY.slice(1).map((index) => grantItem(scene, index, 4)));
    expect(await balanceOf(scene)).toBeLessThanOrEqual(15);
    expect(await wholeness(scene)).toEqual([]);
  });

  test('entries appended at once are numbered one by one', async () => {
    const scene = await addLedgerScene(database.db, { wishes: [1] });
    const appended = await Promise.all(FIFTY.map(() => appendSome(scene)));
    expect(appended.map(({ seq }) => seq).toSorted((a, b) => a - b)).toEqual(FIFTY.map((index) => index + 1));
    expect(await wholeness(scene)).toEqual([]);
  });

  test('a percentage of one window is not used for another, nor above what is left of it', async () => {
    const scene = await addLedgerScene(database.db, { wishes: [100_000], unit: 'percent' });
    await grantItem(scene, 0, 100_000, 'percent');
    const [grant] = await listEntries(database.db, 'every-organization', { limit: 1, contractId: scene.contractId });
    const use = (windowStart: number | null): Promise<string> =>
      applyCredit(scene.ctx, {
        contractId: scene.contractId,
        unit: 'percent',
        currency: null,
        windowStart,
        amount: 60_000,
        appliedTo: 'invoice',
        reference: 'INV-1',
        invoiceDate: '2026-11-30',
        invoiceMinor: 125_000,
        invoiceCurrency: 'EUR',
        onceKey: randomUUIDv7(),
      });
    for (const other of [null, 0]) await expect(use(other)).rejects.toMatchObject({ code: 'conflict' });
    const window = grant?.windowStart ?? null;
    const results = await Promise.allSettled(FIFTY.map(() => use(window)));
    expect(won(results)).toBe(1);
    expect(await wholeness(scene)).toEqual([]);
  });
});

function won(results: readonly PromiseSettledResult<unknown>[]): number {
  return results.filter(({ status }) => status === 'fulfilled').length;
}

function sentences(results: readonly PromiseSettledResult<unknown>[]): string[] {
  return results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason.message)] : []));
}
