import { afterEach, describe, expect, test } from 'vitest';
import { applyCredit } from '#commands/apply-credit';
import { correctOutage } from '#commands/correct-outage';
import { decideCreditRequest } from '#commands/decide-credit-request';
import { acceptProposal, dismissProposal } from '#commands/decide-proposal';
import { requestCredit } from '#commands/request-credit';
import { setClaimRules } from '#commands/set-claim-rules';
import type { Db } from '#db/connect';
import { findCreditRequest } from '#db/queries/credit-requests';
import { findContractWindow } from '#db/queries/credit-windows';
import { findBalance } from '#db/queries/ledger';
import { listProposals } from '#db/queries/proposals';
import { DEFAULT_RULES } from '#domain/credits/claim-clock';
import { HOUR_MS } from '#domain/time';
import { runAssessments } from '#test/support/assessments';
import { TestClock, testContext } from '#test/support/context';
import { adminOf, daysTerms, NOVEMBER, OCTOBER, treasurer } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { addCustomer } from '#test/support/people-rows';
import { addContract, addOutage, addService } from '#test/support/rows';

const FIFTH = OCTOBER + 4 * 24 * HOUR_MS;
const MONEY = { kind: 'operator', id: 'op-2', name: 'Other Operator', roles: ['money'] } as const;

interface Scene {
  readonly clock: TestClock;
  readonly contractId: string;
  readonly serviceIds: readonly string[];
  readonly outageIds: readonly string[];
  readonly no: number;
}

/** A granted claim for October: each service was down for so many hours on the 5th. */
async function setUp(db: Db, hours: readonly number[]): Promise<Scene> {
  const serviceIds: string[] = [];
  const outageIds: string[] = [];
  for (const long of hours) {
    const id = await addService(db);
    serviceIds.push(id);
    outageIds.push(await addOutage(db, id, { startedAt: FIFTH, endedAt: FIFTH + long * HOUR_MS }));
  }
  const contractId = await addContract(db, 'org-a', serviceIds, { startsAt: OCTOBER, terms: daysTerms() });
  const clock = new TestClock(NOVEMBER + HOUR_MS);
  await runAssessments(db, clock);
  const claim = { contractId, month: '2026-10', serviceIds, note: '', ticketNo: null, lang: 'en' } as const;
  const { no } = await requestCredit(testContext(db, clock, adminOf('org-a')), claim);
  const request = await findCreditRequest(db, 'every-organization', no);
  const amounts = Object.fromEntries(request?.items.map((item) => [item.id, item.askedAmount]) ?? []);
  await decideCreditRequest(testContext(db, clock, treasurer()), {
    no,
    decision: 'approve',
    amounts,
    reason: 'Yes.',
  });
  return { clock, contractId, serviceIds, outageIds, no };
}

/** The outage of one service was so long; the job has worked. */
async function correctTo(db: Db, scene: Scene, index: number, hours: number): Promise<void> {
  const outageId = scene.outageIds[index] ?? '';
  const { revision } = await db
    .selectFrom('outage')
    .select('revision')
    .where('id', '=', outageId)
    .executeTakeFirstOrThrow();
  const operator = { kind: 'operator', id: 'op', name: 'Op', roles: ['incidents'] } as const;
  await correctOutage(testContext(db, scene.clock, operator), {
    outageId,
    revision,
    reason: 'The log shows otherwise.',
    phases: [
      {
        startedAt: FIFTH,
        endedAt: FIFTH + hours * HOUR_MS,
        state: 'down',
        surfaces: [],
        locations: [],
        sharePpm: null,
      },
    ],
  });
  await runAssessments(db, scene.clock);
}

const balance = (db: Db, { contractId }: Scene): Promise<number> =>
  findBalance(db, { contractId, direction: 'we-owe', unit: 'days', currency: null });

const proposals = (db: Db, { contractId }: Scene, organizationId = 'org-a') =>
  listProposals(db, { organizationId }, { contractId, windowStart: OCTOBER });

onEachDatabase('proposals', (database) => {
  test('a longer outage after the grant is proposed as a top-up; accepted it is granted beside the first grant', async () => {
    const { db } = database;
    const scene = await setUp(db, [1]);
    expect(await balance(db, scene)).toBe(3);
    await correctTo(db, scene, 0, 10);
    expect(await balance(db, scene)).toBe(3);
    const [proposal] = await proposals(db, scene);
    expect(proposal).toMatchObject({ kind: 'top-up', creditedAmount: 3, targetAmount: 7, stage: 'open', revision: 2 });
    await acceptProposal(testContext(db, scene.clock, MONEY), { id: proposal?.id ?? '' });
    expect(await balance(db, scene)).toBe(7);
    expect((await proposals(db, scene))[0]).toMatchObject({ stage: 'accepted', decidedByName: 'Other Operator' });
    const request = await findCreditRequest(db, { organizationId: 'org-a' }, scene.no);
    expect(request).toMatchObject({ grantedAmount: 7 });
    expect(request?.items.map(({ creditedAmount }) => creditedAmount)).toEqual([3, 4]);
  });

  test('a shorter outage after the grant is proposed as a reversal; accepted, only the rest is left', async () => {
    const { db } = database;
    const scene = await setUp(db, [10]);
    await correctTo(db, scene, 0, 1);
    const [proposal] = await proposals(db, scene);
    expect(proposal).toMatchObject({ kind: 'reversal', creditedAmount: 7, targetAmount: 3 });
    await acceptProposal(testContext(db, scene.clock, MONEY), { id: proposal?.id ?? '' });
    expect(await balance(db, scene)).toBe(3);
    const again = requestCredit(testContext(db, scene.clock, adminOf('org-a')), {
      contractId: scene.contractId,
      month: '2026-10',
      serviceIds: scene.serviceIds,
      note: '',
      ticketNo: null,
      lang: 'en',
    });
    await expect(again).rejects.toMatchObject({ code: 'conflict' });
  });

  test('fifty operators accept one proposal: it is written once', async () => {
    const { db } = database;
    const scene = await setUp(db, [1]);
    await correctTo(db, scene, 0, 10);
    const [proposal] = await proposals(db, scene);
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, () => acceptProposal(testContext(db, scene.clock, MONEY), { id: proposal?.id ?? '' })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) if (result.status === 'rejected') expect(result.reason.code).toBe('already-decided');
    expect(await balance(db, scene)).toBe(7);
  });

  test('the cap over all services holds for top-ups too', async () => {
    const { db } = database;
    const scene = await setUp(db, [10, 1]);
    expect(await balance(db, scene)).toBe(10);
    await correctTo(db, scene, 1, 100);
    const open = await proposals(db, scene);
    expect(open).toMatchObject([{ kind: 'top-up', creditedAmount: 3, targetAmount: 8 }]);
    await acceptProposal(testContext(db, scene.clock, MONEY), { id: open[0]?.id ?? '' });
    expect(await balance(db, scene)).toBe(15);
  });

  test('a later correction overtakes a proposal that nobody decided', async () => {
    const { db } = database;
    const scene = await setUp(db, [1]);
    await correctTo(db, scene, 0, 10);
    const [first] = await proposals(db, scene);
    await correctTo(db, scene, 0, 1);
    expect(await proposals(db, scene)).toMatchObject([{ stage: 'overtaken' }]);
    const late = acceptProposal(testContext(db, scene.clock, MONEY), { id: first?.id ?? '' });
    await expect(late).rejects.toMatchObject({ code: 'already-decided' });
    expect(await balance(db, scene)).toBe(3);
  });

  test('a correction of one service leaves what was proposed for another to be decided', async () => {
    const { db } = database;
    const scene = await setUp(db, [1, 1]);
    await correctTo(db, scene, 0, 10);
    await correctTo(db, scene, 1, 10);
    const open = (await proposals(db, scene)).filter(({ stage }) => stage === 'open');
    expect(open.map(({ targetAmount }) => targetAmount)).toEqual([7, 7]);
  });

  test('a credit that was applied already is not taken back behind anyone’s back', async () => {
    const { db } = database;
    const scene = await setUp(db, [10]);
    await applyCredit(testContext(db, scene.clock, treasurer()), {
      contractId: scene.contractId,
      unit: 'days',
      currency: null,
      amount: 5,
      appliedTo: 'term',
      reference: 'Term 2027',
      onceKey: `once-${scene.contractId}`,
    });
    await correctTo(db, scene, 0, 1);
    const [proposal] = await proposals(db, scene);
    const accepted = acceptProposal(testContext(db, scene.clock, MONEY), { id: proposal?.id ?? '' });
    await expect(accepted).rejects.toMatchObject({ code: 'conflict' });
    expect((await proposals(db, scene))[0]?.stage).toBe('open');
    expect(await balance(db, scene)).toBe(2);
  });

  test('dismissing needs a reason, changes no balance, and stands in the log of the organisation', async () => {
    const { db } = database;
    const scene = await setUp(db, [10]);
    await correctTo(db, scene, 0, 1);
    const [proposal] = await proposals(db, scene);
    const id = proposal?.id ?? '';
    const ctx = testContext(db, scene.clock, MONEY);
    await expect(dismissProposal(ctx, { id, reason: ' ' })).rejects.toMatchObject({ code: 'invalid', field: 'reason' });
    await dismissProposal(ctx, { id, reason: 'Left with you as a courtesy.' });
    expect(await balance(db, scene)).toBe(7);
    expect((await proposals(db, scene))[0]).toMatchObject({
      stage: 'dismissed',
      reason: 'Left with you as a courtesy.',
    });
    const audit = await db
      .selectFrom('auditEntry')
      .select(['organizationId', 'action'])
      .where('subjectId', '=', id)
      .execute();
    expect(audit).toEqual([{ organizationId: 'org-a', action: 'dismiss-proposal' }]);
  });

  test('the customer is told in the language of his claim what became of it, accepted or dismissed', async () => {
    const { db } = database;
    const email = 'claire@example.com';
    await addCustomer(db, { id: 'org-a', name: 'Association A', email, lang: 'fr' });
    const mails = async () => {
      const rows = await db
        .selectFrom('delivery')
        .select('message')
        .where('address', '=', email)
        .orderBy('id')
        .execute();
      return rows.map(({ message }): string => JSON.parse(message).subject + JSON.parse(message).text);
    };
    const outcomes = ['accepted', 'dismissed'] as const;
    for (const outcome of outcomes) {
      const scene = await setUp(db, [1]);
      await db.updateTable('creditRequest').set({ lang: 'fr' }).where('no', '=', scene.no).execute();
      await correctTo(db, scene, 0, 10);
      const id = (await proposals(db, scene))[0]?.id ?? '';
      const ctx = testContext(db, scene.clock, MONEY);
      const before = (await mails()).length;
      if (outcome === 'accepted') await acceptProposal(ctx, { id });
      else await dismissProposal(ctx, { id, reason: 'Notre relevé dit autre chose.' });
      const sent = (await mails()).slice(before);
      expect(sent).toHaveLength(1);
      expect(sent[0]).toContain(`[Demande de crédit ${scene.no}] chiffres corrigés pour octobre 2026`);
      expect(sent[0]).toContain(outcome === 'accepted' ? 'Accordé en plus' : 'Notre relevé dit autre chose.');
    }
  });

  test('only operators with the role money decide, and never the one who asked', async () => {
    const { db } = database;
    const scene = await setUp(db, [1]);
    await correctTo(db, scene, 0, 10);
    const [proposal] = await proposals(db, scene);
    const id = proposal?.id ?? '';
    const others = [
      adminOf('org-a'),
      { kind: 'operator', id: 'op-3', name: 'Ina', roles: ['incidents', 'tickets', 'audit'] },
      { kind: 'operator', id: 'admin-org-a', name: 'Asker', roles: ['money'] },
    ] as const;
    for (const actor of others) {
      const tried = acceptProposal(testContext(db, scene.clock, actor), { id });
      await expect(tried).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect(await balance(db, scene)).toBe(3);
  });

  test('another organisation sees no proposal', async () => {
    const { db } = database;
    const scene = await setUp(db, [1]);
    await correctTo(db, scene, 0, 10);
    expect(await proposals(db, scene, 'org-b')).toEqual([]);
    const place = { contractId: scene.contractId, month: '2026-10', now: scene.clock.at };
    expect(await findContractWindow(db, { organizationId: 'org-b' }, place)).toBeUndefined();
  });

  describe('above the sum that needs two', () => {
    async function needTwoAbove(scene: Scene, days: number | null): Promise<void> {
      await database.db.deleteFrom('setting').where('key', '=', 'claim-rules').execute();
      await setClaimRules(testContext(database.db, scene.clock, treasurer()), {
        ...DEFAULT_RULES,
        secondAbove: { days, percent: null, money: null },
      });
    }
    const accept = (scene: Scene, id: string, actor: Parameters<typeof testContext>[2]) =>
      acceptProposal(testContext(database.db, scene.clock, actor), { id });

    afterEach(async () => {
      await database.db.deleteFrom('setting').where('key', '=', 'claim-rules').execute();
    });

    test('a top-up counts with what was granted before: it waits for a second operator, who is never the first', async () => {
      const { db } = database;
      const scene = await setUp(db, [1]);
      await correctTo(db, scene, 0, 10);
      await needTwoAbove(scene, 6);
      const [proposal] = await proposals(db, scene);
      const id = proposal?.id ?? '';
      expect(await accept(scene, id, MONEY)).toBe('unconfirmed');
      expect(await balance(db, scene)).toBe(3);
      await expect(accept(scene, id, MONEY)).rejects.toMatchObject({ code: 'forbidden' });
      const asker = { ...MONEY, id: 'admin-org-a' };
      await expect(accept(scene, id, asker)).rejects.toMatchObject({ code: 'forbidden' });
      expect(await balance(db, scene)).toBe(3);
      expect(await accept(scene, id, treasurer('op-third'))).toBe('made');
      expect(await balance(db, scene)).toBe(7);
      expect((await proposals(db, scene))[0]).toMatchObject({ firstBy: 'op-2', decidedBy: 'op-third', secondAbove: 6 });
    });

    test('raising the sum after the first acceptance lets nobody pass alone', async () => {
      const { db } = database;
      const scene = await setUp(db, [1]);
      await correctTo(db, scene, 0, 10);
      await needTwoAbove(scene, 6);
      const id = (await proposals(db, scene))[0]?.id ?? '';
      await accept(scene, id, MONEY);
      await needTwoAbove(scene, null);
      await expect(accept(scene, id, MONEY)).rejects.toMatchObject({ code: 'forbidden' });
      expect(await balance(db, scene)).toBe(3);
    });

    test('fifty acceptances by the first grant nothing, fifty by the second grant once', async () => {
      const { db } = database;
      const scene = await setUp(db, [1]);
      await correctTo(db, scene, 0, 10);
      await needTwoAbove(scene, 6);
      const id = (await proposals(db, scene))[0]?.id ?? '';
      const many = (actor: typeof MONEY) =>
        Promise.allSettled(Array.from({ length: 50 }, () => accept(scene, id, actor)));
      const first = await many(MONEY);
      expect(first.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await balance(db, scene)).toBe(3);
      const second = await many({ ...MONEY, id: 'op-third' } as never);
      expect(second.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await balance(db, scene)).toBe(7);
    });

    test('top-ups of two services that wait count together', async () => {
      const { db } = database;
      const scene = await setUp(db, [1, 1]);
      await correctTo(db, scene, 0, 10);
      await needTwoAbove(scene, 9);
      const [one] = await proposals(db, scene);
      expect(await accept(scene, one?.id ?? '', MONEY)).toBe('unconfirmed');
      await needTwoAbove(scene, 13);
      await correctTo(db, scene, 1, 10);
      const open = (await proposals(db, scene)).filter(({ stage }) => stage === 'open');
      expect(open).toHaveLength(2);
      const outcomes = [];
      for (const { id } of open) outcomes.push(await accept(scene, id, MONEY));
      expect(outcomes).toEqual(['made', 'unconfirmed']);
      expect(await balance(db, scene)).toBe(10);
    });

    test('a reversal only lowers what was granted and needs nobody else', async () => {
      const { db } = database;
      const scene = await setUp(db, [10]);
      await correctTo(db, scene, 0, 1);
      await needTwoAbove(scene, 1);
      expect(await accept(scene, (await proposals(db, scene))[0]?.id ?? '', MONEY)).toBe('made');
      expect(await balance(db, scene)).toBe(3);
    });
  });
});
