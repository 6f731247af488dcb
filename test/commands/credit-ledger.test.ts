import { randomUUIDv7 } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { applyCredit } from '#commands/apply-credit';
import { type CommandContext, inTransaction, isDomainError } from '#commands/context';
import { reverseCreditEntry } from '#commands/reverse-credit-entry';
import { writeGrants } from '#commands/write-grants';
import type { Db } from '#db/connect';
import { findBalance, listBalances, listEntries } from '#db/queries/ledger';
import { TestClock, testContext } from '#test/support/context';
import { type AddedRequest, addCreditRequest, adminOf, OCTOBER, treasurer } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { addContract, addService } from '#test/support/rows';

const CAP = 15;
const INVOICE = {
  appliedTo: 'invoice',
  reference: 'INV-1',
  invoiceDate: '2026-11-30',
  invoiceMinor: 125_000,
  invoiceCurrency: 'EUR',
} as const;

interface Scene {
  readonly ctx: CommandContext;
  readonly contractId: string;
  readonly request: AddedRequest;
}

async function setUp(db: Db, wishes: readonly number[]): Promise<Scene> {
  const services = await Promise.all(wishes.map(() => addService(db)));
  const contractId = await addContract(db, 'org-a', services);
  const items = Object.fromEntries(services.map((id, index) => [id, wishes[index] ?? 0]));
  const request = await addCreditRequest(db, { organizationId: 'org-a', contractId, items });
  return { ctx: testContext(db, new TestClock(), treasurer()), contractId, request };
}

function grant(scene: Scene, index: number, amount: number): ReturnType<typeof writeGrants> {
  return inTransaction(scene.ctx, (tx) =>
    writeGrants(tx, {
      request: {
        id: scene.request.id,
        contractId: scene.contractId,
        organizationId: 'org-a',
        direction: 'we-owe',
        windowStart: OCTOBER,
        unit: 'days',
        currency: null,
      },
      wishes: [{ itemId: scene.request.itemIds[index] ?? '', amount }],
      cap: CAP,
      reason: 'as owed',
    }),
  );
}

const balanceOf = (scene: Scene): Promise<number> =>
  findBalance(scene.ctx.db, { contractId: scene.contractId, direction: 'we-owe', unit: 'days', currency: null });

function apply(scene: Scene, amount: number, onceKey: string = randomUUIDv7()): Promise<string> {
  const { ctx, contractId } = scene;
  const goal = { appliedTo: 'term', reference: 'Term 2027' } as const;
  return applyCredit(ctx, { contractId, unit: 'days', currency: null, amount, ...goal, onceKey });
}

/** How many went through; the others must have been told why in words. */
function won(results: readonly PromiseSettledResult<unknown>[]): number {
  const lost = results.filter((result) => result.status === 'rejected');
  for (const { reason } of lost) inWords(reason);
  return results.length - lost.length;
}

function inWords(error: unknown): false {
  if (!isDomainError(error)) throw error;
  return false;
}

/** Whether it went through. */
const tried = (work: Promise<unknown>): Promise<boolean> => work.then(() => true, inWords);

const grantOf = async (scene: Scene): Promise<string> => {
  const entries = await listEntries(scene.ctx.db, 'every-organization', { limit: 50, contractId: scene.contractId });
  const found = entries.find(({ kind }) => kind === 'grant');
  if (!found) throw new Error('no grant');
  return found.id;
};

onEachDatabase('credit ledger', (database) => {
  describe('the cap', () => {
    test('Gmail 7 and Drive 15 days in one month end at 15, the second cut to 8', async () => {
      const scene = await setUp(database.db, [7, 15]);
      await grant(scene, 0, 7);
      await grant(scene, 1, 15);
      const entries = await listEntries(database.db, 'every-organization', { limit: 9, contractId: scene.contractId });
      expect(entries.map(({ amount }) => amount).toSorted()).toEqual([7, 8]);
      const item = await database.db
        .selectFrom('creditRequestItem')
        .select('decidedAmount')
        .where('id', '=', scene.request.itemIds[1] ?? '')
        .executeTakeFirstOrThrow();
      expect(item.decidedAmount).toBe(15);
    });

    test('twenty grants at once for different services never pass it', async () => {
      const scene = await setUp(
        database.db,
        Array.from({ length: 20 }, () => 3),
      );
      const results = await Promise.allSettled(scene.request.itemIds.map((_, index) => grant(scene, index, 3)));
      expect(won(results)).toBe(20);
      expect(await balanceOf(scene)).toBe(CAP);
    });

    test('fifty grants at once of one item write one entry', async () => {
      const scene = await setUp(database.db, [3]);
      const results = await Promise.allSettled(Array.from({ length: 50 }, () => grant(scene, 0, 3)));
      expect(won(results)).toBe(1);
      expect(await balanceOf(scene)).toBe(3);
      const window = await database.db
        .selectFrom('creditWindow')
        .select('grantedAmount')
        .where('contractId', '=', scene.contractId)
        .executeTakeFirstOrThrow();
      expect(window.grantedAmount).toBe(3);
    });

    test('the database itself refuses a window past its cap', async () => {
      const scene = await setUp(database.db, [7]);
      await grant(scene, 0, 7);
      const past = database.db.updateTable('creditWindow').set({ grantedAmount: 16 }).execute();
      await expect(past).rejects.toThrow(/check/i);
    });
  });

  describe('applications', () => {
    test('fifty at once of a whole day each use up ten days and no more', async () => {
      const scene = await setUp(database.db, [10]);
      await grant(scene, 0, 10);
      const results = await Promise.allSettled(Array.from({ length: 50 }, () => apply(scene, 1)));
      expect(won(results)).toBe(10);
      expect(await balanceOf(scene)).toBe(0);
    });

    test('the same form sent twenty times at once is one application', async () => {
      const scene = await setUp(database.db, [10]);
      await grant(scene, 0, 10);
      const key = randomUUIDv7();
      const results = await Promise.allSettled(Array.from({ length: 20 }, () => apply(scene, 1, key)));
      expect(won(results)).toBe(1);
      expect(await balanceOf(scene)).toBe(9);
    });

    test.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER + 1])(
      'refuse the amount %s',
      async (amount) => {
        const scene = await setUp(database.db, [10]);
        await grant(scene, 0, 10);
        await expect(apply(scene, amount)).rejects.toMatchObject({ code: 'invalid', field: 'amount' });
      },
    );

    test('take nothing from another unit or contract', async () => {
      const scene = await setUp(database.db, [10]);
      await grant(scene, 0, 10);
      const money = { contractId: scene.contractId, unit: 'money', currency: 'EUR', amount: 1 } as const;
      await expect(applyCredit(scene.ctx, { ...money, ...INVOICE, onceKey: randomUUIDv7() })).rejects.toMatchObject({
        code: 'conflict',
      });
      const other = await setUp(database.db, [10]);
      await expect(apply(other, 1)).rejects.toMatchObject({ code: 'conflict' });
    });

    test('are refused to an operator without money and to an admin', async () => {
      const scene = await setUp(database.db, [10]);
      await grant(scene, 0, 10);
      const clerk = { kind: 'operator', id: 'op', name: 'Op', roles: ['tickets', 'incidents', 'audit'] } as const;
      for (const actor of [clerk, adminOf('org-a')]) {
        await expect(apply({ ...scene, ctx: { ...scene.ctx, actor } }, 1)).rejects.toMatchObject({ code: 'forbidden' });
      }
    });
  });

  describe('reversals', () => {
    test('twenty at once of one grant take it back once and give the cap its room again', async () => {
      const scene = await setUp(database.db, [15, 15]);
      await grant(scene, 0, 15);
      const entryId = await grantOf(scene);
      const results = await Promise.allSettled(
        Array.from({ length: 20 }, () => reverseCreditEntry(scene.ctx, { entryId, reason: 'wrong month' })),
      );
      expect(won(results)).toBe(1);
      expect(await balanceOf(scene)).toBe(0);
      await grant(scene, 1, 15);
      expect(await balanceOf(scene)).toBe(15);
    });

    test('of a grant already applied are refused until the application is taken back', async () => {
      const scene = await setUp(database.db, [10]);
      await grant(scene, 0, 10);
      const entryId = await grantOf(scene);
      const applicationId = await apply(scene, 4);
      const early = reverseCreditEntry(scene.ctx, { entryId, reason: 'wrong' });
      await expect(early).rejects.toMatchObject({ code: 'conflict' });
      await reverseCreditEntry(scene.ctx, { entryId: applicationId, reason: 'wrong invoice' });
      await reverseCreditEntry(scene.ctx, { entryId, reason: 'wrong' });
      expect(await balanceOf(scene)).toBe(0);
    });

    test('a race of a reversal with an application of the same credit never ends below zero', async () => {
      const scene = await setUp(database.db, [10]);
      await grant(scene, 0, 10);
      const entryId = await grantOf(scene);
      const reversing = reverseCreditEntry(scene.ctx, { entryId, reason: 'wrong' });
      const results = await Promise.allSettled([...Array.from({ length: 10 }, () => apply(scene, 1)), reversing]);
      const reversed = results.at(-1)?.status === 'fulfilled';
      // Whoever comes first: everything is taken back, or everything is used up.
      expect(won(results)).toBe(reversed ? 1 : 10);
      expect(await balanceOf(scene)).toBe(0);
    });

    test('of a reversal and without a reason are refused', async () => {
      const scene = await setUp(database.db, [10]);
      await grant(scene, 0, 10);
      const entryId = await grantOf(scene);
      await expect(reverseCreditEntry(scene.ctx, { entryId, reason: ' ' })).rejects.toMatchObject({ field: 'reason' });
      const reversalId = await reverseCreditEntry(scene.ctx, { entryId, reason: 'wrong' });
      const second = reverseCreditEntry(scene.ctx, { entryId: reversalId, reason: 'wrong' });
      await expect(second).rejects.toMatchObject({ code: 'conflict' });
    });
  });

  test('a written entry can be neither changed nor deleted', async () => {
    const scene = await setUp(database.db, [10]);
    await grant(scene, 0, 10);
    await expect(sql`update credit_entry set amount = 99`.execute(database.db)).rejects.toThrow(/append-only/);
    await expect(sql`delete from credit_entry`.execute(database.db)).rejects.toThrow(/append-only/);
  });

  test('an organisation reads its own entries and balances alone', async () => {
    const scene = await setUp(database.db, [10]);
    await grant(scene, 0, 10);
    expect(await listEntries(database.db, { organizationId: 'org-b' }, { limit: 9 })).toEqual([]);
    expect(await listBalances(database.db, { organizationId: 'org-b' })).toEqual([]);
    const own = await listBalances(database.db, { organizationId: 'org-a' });
    expect(own.some(({ contractId, amount }) => contractId === scene.contractId && amount === 10)).toBe(true);
  });

  test('whatever the order of grants, applications and reversals: the balance is the sum, within the cap, never below zero', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('grant' as const), item: fc.nat(5), amount: fc.integer({ min: 1, max: 20 }) }),
      fc.record({ do: fc.constant('apply' as const), item: fc.nat(5), amount: fc.integer({ min: 1, max: 20 }) }),
      fc.record({ do: fc.constant('reverse' as const), item: fc.nat(9), amount: fc.constant(0) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const scene = await setUp(database.db, [3, 7, 15, 3, 7, 15]);
        const all = () => listEntries(database.db, 'every-organization', { limit: 99, contractId: scene.contractId });
        let owed = 0;
        for (const one of steps) {
          const target = (await all())[one.item];
          if (one.do === 'grant') {
            const granted = grant(scene, one.item, one.amount).then((plan) => {
              owed += plan.reduce((sum, item) => sum + item.granted, 0);
            });
            await tried(granted);
          }
          if (one.do === 'apply' && (await tried(apply(scene, one.amount)))) owed -= one.amount;
          if (one.do === 'reverse' && target) {
            const done = await tried(reverseCreditEntry(scene.ctx, { entryId: target.id, reason: 'test' }));
            if (done) owed -= target.amount;
          }
          const entries = await all();
          const balance = await balanceOf(scene);
          expect(balance).toBe(owed);
          expect(balance).toBeGreaterThanOrEqual(0);
          expect(liveGrants(entries)).toBeLessThanOrEqual(CAP);
        }
      }),
      { numRuns: 25 },
    );
  });
});

function liveGrants(entries: Awaited<ReturnType<typeof listEntries>>): number {
  return entries
    .filter(({ kind, reversedById }) => kind === 'grant' && reversedById === null)
    .reduce((sum, { amount }) => sum + amount, 0);
}
