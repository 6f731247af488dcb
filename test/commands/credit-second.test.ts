import { describe, expect, test } from 'vitest';
import { appealCreditRequest } from '#commands/appeal-credit-request';
import {
  confirmCreditDecision,
  sendBackCreditDecision,
  takeBackCreditDecision,
} from '#commands/confirm-credit-decision';
import { correctOutage } from '#commands/correct-outage';
import { setClaimRules } from '#commands/set-claim-rules';
import { withdrawCreditRequest } from '#commands/withdraw-credit-request';
import { listAuditLines, listOwnAuditLines } from '#db/queries/audit';
import { CLAIM_RULES_KEY } from '#db/queries/claim-rules';
import { listCreditDecisions } from '#db/queries/credit-decisions';
import { findBalance } from '#db/queries/ledger';
import { DEFAULT_RULES } from '#domain/credits/claim-clock';
import { HOUR_MS } from '#domain/time';
import { runAssessments } from '#test/support/assessments';
import { addClaimScene, askFor, type ClaimScene, decline, grant, readClaim } from '#test/support/claim-scene';
import { testContext } from '#test/support/context';
import { treasurer } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { addOperator } from '#test/support/people-rows';

const OPERATOR_OF_INCIDENTS = { kind: 'operator', id: 'op', name: 'Op', roles: ['incidents'] } as const;

const won = (results: readonly PromiseSettledResult<unknown>[]): number =>
  results.filter(({ status }) => status === 'fulfilled').length;

const balanceOf = (scene: ClaimScene): Promise<number> =>
  findBalance(scene.admin.db, { contractId: scene.contractId, direction: 'we-owe', unit: 'days', currency: null });

async function needTwoAbove(scene: ClaimScene, days: number | null): Promise<void> {
  await scene.admin.db.deleteFrom('setting').where('key', '=', CLAIM_RULES_KEY).execute();
  await setClaimRules(scene.operator, { ...DEFAULT_RULES, secondAbove: { days, percent: null, money: null } });
}

onEachDatabase('the second operator', (database) => {
  test('above the set sum nothing is granted before a second operator confirms', async () => {
    const scene = await addClaimScene(database.db, { hours: [10] });
    await needTwoAbove(scene, 6);
    const claim = await askFor(scene);
    expect(await grant(scene, claim)).toBe('unconfirmed');
    expect((await readClaim(scene, claim.no)).stage).toBe('in-review');
    expect(await balanceOf(scene)).toBe(0);
    await expect(confirmCreditDecision(scene.operator, { no: claim.no })).rejects.toMatchObject({ code: 'forbidden' });
    await confirmCreditDecision(scene.second, { no: claim.no });
    expect(await readClaim(scene, claim.no)).toMatchObject({ stage: 'approved', decidedBy: 'op-money' });
    expect(await balanceOf(scene)).toBe(7);
    const [decision] = await listCreditDecisions(database.db, claim.id);
    expect(decision).toMatchObject({ state: 'made', firstBy: 'op-money', secondBy: 'op-second', secondAbove: 6 });
  });

  test('a sum that is no longer owed since the first decision is not confirmed, one he gave beyond it is', async () => {
    const scene = await addClaimScene(database.db, { hours: [10] });
    await needTwoAbove(scene, 1);
    await runAssessments(database.db, scene.clock);
    const claim = await askFor(scene);
    expect(await grant(scene, claim)).toBe('unconfirmed');
    const serviceId = scene.serviceIds[0] ?? '';
    const outage = await database.db
      .selectFrom('outage')
      .select(['id', 'startedAt', 'revision'])
      .where('serviceId', '=', serviceId)
      .executeTakeFirstOrThrow();
    scene.clock.advance(HOUR_MS);
    const phase = { startedAt: outage.startedAt, endedAt: outage.startedAt + HOUR_MS, state: 'down' } as const;
    const reason = 'The log shows an hour.';
    const clerk = testContext(database.db, scene.clock, OPERATOR_OF_INCIDENTS);
    const phases = [{ ...phase, surfaces: [], locations: [], sharePpm: null }];
    await correctOutage(clerk, { outageId: outage.id, revision: outage.revision, reason, phases });
    await runAssessments(database.db, scene.clock);
    await expect(confirmCreditDecision(scene.second, { no: claim.no })).rejects.toThrow(/less is owed by now/);
    expect(await balanceOf(scene)).toBe(0);
    await sendBackCreditDecision(scene.second, { no: claim.no, reason: 'Only three are owed.' });
    expect(await grant(scene, await readClaim(scene, claim.no), { amounts: [4] })).toBe('unconfirmed');
    await confirmCreditDecision(scene.second, { no: claim.no });
    expect(await balanceOf(scene)).toBe(4);
  });

  test('what operators write to each other is not in the log the customer reads', async () => {
    const scene = await addClaimScene(database.db, { hours: [10], organizationId: 'org-among' });
    await needTwoAbove(scene, 1);
    const claim = await askFor(scene);
    await grant(scene, claim);
    await sendBackCreditDecision(scene.second, { no: claim.no, reason: 'Give them two days.' });
    await grant(scene, claim, { amounts: [2] });
    await takeBackCreditDecision(scene.operator, { no: claim.no });
    await decline(scene, claim);
    const actions = async (lines: ReturnType<typeof listAuditLines>) => (await lines).lines.map(({ action }) => action);
    const organizationId = 'org-among';
    expect(await actions(listOwnAuditLines(database.db, { organizationId }, {}))).toEqual([
      'decline-credit',
      'request-credit',
    ]);
    expect(await actions(listAuditLines(database.db, { organizationId }))).toContain('send-back-credit');
  });

  test('exactly the set sum needs nobody else', async () => {
    const scene = await addClaimScene(database.db, { hours: [10] });
    await needTwoAbove(scene, 7);
    expect(await grant(scene, await askFor(scene))).toBe('made');
  });

  test('who asked never confirms, admins and operators without money neither', async () => {
    const scene = await addClaimScene(database.db, { hours: [10] });
    await needTwoAbove(scene, 1);
    const claim = await askFor(scene);
    await grant(scene, claim);
    await database.db.updateTable('creditRequest').set({ askedBy: 'op-second' }).where('id', '=', claim.id).execute();
    for (const actor of [
      scene.second.actor,
      scene.admin.actor,
      { ...treasurer('op-x'), roles: ['tickets'] } as const,
    ]) {
      const ctx = { ...scene.second, actor };
      await expect(confirmCreditDecision(ctx, { no: claim.no })).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect(await balanceOf(scene)).toBe(0);
  });

  test('fifty confirmations at once grant once', async () => {
    const scene = await addClaimScene(database.db, { hours: [10] });
    await needTwoAbove(scene, 1);
    const claim = await askFor(scene);
    await grant(scene, claim);
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, () => confirmCreditDecision(scene.second, { no: claim.no })),
    );
    expect(won(results)).toBe(1);
    expect(await balanceOf(scene)).toBe(7);
  });

  test('confirmations, withdrawals and take-backs at once leave one outcome that the ledger agrees with', async () => {
    const scene = await addClaimScene(database.db, { hours: [10] });
    await needTwoAbove(scene, 1);
    const claim = await askFor(scene);
    const { no } = claim;
    await grant(scene, claim);
    await Promise.allSettled([
      confirmCreditDecision(scene.second, { no }),
      withdrawCreditRequest(scene.admin, { no, lang: 'en' }),
      takeBackCreditDecision(scene.operator, { no }),
      sendBackCreditDecision(scene.second, { no, reason: 'why?' }),
    ]);
    const { stage } = await readClaim(scene, no);
    expect(['approved', 'withdrawn', 'in-review']).toContain(stage);
    expect(await balanceOf(scene)).toBe(stage === 'approved' ? 7 : 0);
    const [decision] = await listCreditDecisions(database.db, claim.id);
    expect(decision?.state === 'made').toBe(stage === 'approved');
    expect(decision?.state).not.toBe('unconfirmed');
  });

  describe('attempts around it', () => {
    test('a sum cut into several claims of one window counts as one', async () => {
      const scene = await addClaimScene(database.db, { hours: [1, 1, 1] });
      await needTwoAbove(scene, 6);
      const outcomes: string[] = [];
      for (const serviceId of scene.serviceIds) {
        outcomes.push(await grant(scene, await askFor(scene, [serviceId])));
      }
      expect(outcomes).toEqual(['made', 'made', 'unconfirmed']);
    });

    test('claims approved at once do not slip past it together', async () => {
      const scene = await addClaimScene(database.db, { hours: [1, 1, 1] });
      await needTwoAbove(scene, 5);
      const claims = [];
      for (const serviceId of scene.serviceIds) claims.push(await askFor(scene, [serviceId]));
      const outcomes = await Promise.all(claims.map((claim) => grant(scene, claim)));
      expect(outcomes.toSorted()).toEqual(['made', 'unconfirmed', 'unconfirmed']);
      expect(await balanceOf(scene)).toBe(3);
    });

    test('decisions that wait count towards the sum of the next', async () => {
      const scene = await addClaimScene(database.db, { hours: [10, 1] });
      await needTwoAbove(scene, 6);
      const [big = '', small = ''] = scene.serviceIds;
      expect(await grant(scene, await askFor(scene, [big]))).toBe('unconfirmed');
      expect(await grant(scene, await askFor(scene, [small]))).toBe('unconfirmed');
    });

    test('raising the sum loosens nothing that was once above it, and is on record', async () => {
      const scene = await addClaimScene(database.db, { hours: [10] });
      await needTwoAbove(scene, 3);
      const claim = await askFor(scene);
      await grant(scene, claim);
      await needTwoAbove(scene, null);
      await takeBackCreditDecision(scene.operator, { no: claim.no });
      expect(await grant(scene, claim)).toBe('unconfirmed');
      expect(await balanceOf(scene)).toBe(0);
      const trail = await database.db
        .selectFrom('auditEntry')
        .select('action')
        .where('action', 'in', ['set-claim-rules', 'propose-credit', 'take-back-credit'])
        .where('actorId', '=', 'op-money')
        .where((eb) => eb.or([eb('subjectId', '=', claim.id), eb('subjectId', '=', 'claim-rules')]))
        .execute();
      expect(trail.filter(({ action }) => action === 'propose-credit')).toHaveLength(2);
      expect(trail.filter(({ action }) => action === 'set-claim-rules').length).toBeGreaterThanOrEqual(2);
    });

    test('a decision that was sent back can be made again, and the first may then be the second of another', async () => {
      const scene = await addClaimScene(database.db, { hours: [10] });
      await needTwoAbove(scene, 1);
      const claim = await askFor(scene);
      await grant(scene, claim);
      await expect(sendBackCreditDecision(scene.second, { no: claim.no, reason: ' ' })).rejects.toMatchObject({
        field: 'reason',
      });
      await sendBackCreditDecision(scene.second, { no: claim.no, reason: 'Half is enough.' });
      expect(await grant(scene, claim, { ctx: scene.second, amounts: [4] })).toBe('unconfirmed');
      await confirmCreditDecision(scene.operator, { no: claim.no });
      expect(await balanceOf(scene)).toBe(4);
    });

    test('who decided first is told when his decision is sent back, and why', async () => {
      const scene = await addClaimScene(database.db, { hours: [10] });
      await needTwoAbove(scene, 1);
      const email = 'first@example.com';
      const id = await addOperator(database.db, { email, roles: ['money'] });
      const claim = await askFor(scene);
      await grant(scene, claim, { ctx: { ...scene.operator, actor: treasurer(id) } });
      const mails = () => database.db.selectFrom('delivery').select('message').where('address', '=', email).execute();
      const before = (await mails()).length;
      await sendBackCreditDecision(scene.second, { no: claim.no, reason: 'Half is enough.' });
      const all = await mails();
      expect(all).toHaveLength(before + 1);
      const { subject, text } = JSON.parse(all.at(-1)?.message ?? '{}');
      expect(subject).toBe(`[Credit request ${claim.no}] your decision was sent back`);
      expect(text).toContain('Half is enough.');
    });

    test('neither of the two who answered decides on the appeal', async () => {
      const scene = await addClaimScene(database.db, { hours: [10] });
      await needTwoAbove(scene, 1);
      const claim = await askFor(scene);
      await grant(scene, claim, { amounts: [3] });
      await confirmCreditDecision(scene.second, { no: claim.no });
      await appealCreditRequest(scene.admin, { no: claim.no, body: 'More.', lang: 'en' });
      for (const ctx of [scene.operator, scene.second]) {
        await expect(decline(scene, claim, ctx)).rejects.toMatchObject({ code: 'forbidden' });
      }
      await decline(scene, claim, { ...scene.second, actor: treasurer('op-third') });
    });
  });
});
