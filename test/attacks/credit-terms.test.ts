import { expect, test } from 'vitest';
import type { CommandContext } from '#commands/context';
import { decideCreditRequest } from '#commands/decide-credit-request';
import { acceptProposal } from '#commands/decide-proposal';
import { endContract } from '#commands/end-contract';
import { loadPolicies } from '#commands/load-policies';
import { requestCredit } from '#commands/request-credit';
import { savePolicyVersion } from '#commands/save-policy-version';
import { settleHeldClaims } from '#commands/settle-held-claims';
import { takeNewFigures } from '#commands/supplement-credit-request';
import type { Db } from '#db/connect';
import { findCreditRequest } from '#db/queries/credit-requests';
import { findBalance, listBalances } from '#db/queries/ledger';
import { listPolicyRecords } from '#db/queries/policies';
import { listProposals } from '#db/queries/proposals';
import type { PolicyTerms } from '#domain/sla/policy';
import { HOUR_MS } from '#domain/time';
import { runAssessments } from '#test/support/assessments';
import { addClaimScene, askFor, decline, grant, readClaim } from '#test/support/claim-scene';
import { TestClock, testContext } from '#test/support/context';
import { adminOf, daysTerms, NOVEMBER, OCTOBER, treasurer } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { addCheck, addContract, addOutage, addService } from '#test/support/rows';

const FIFTH = OCTOBER + 4 * 24 * HOUR_MS;
const NO_CAP = { cap: null } as unknown as Partial<PolicyTerms>;
const PERCENT = daysTerms({
  tiers: [{ below: '99.9', inclusive: false, credit: '10', floor: null }],
  credit: { unit: 'percent', feeBase: 'whole-invoice', minimum: null } as unknown as PolicyTerms['credit'],
  ...NO_CAP,
});

interface Scene {
  readonly db: Db;
  readonly clock: TestClock;
  readonly admin: CommandContext;
  readonly operator: CommandContext;
  readonly contractId: string;
  readonly serviceIds: readonly string[];
  /** Terms that hold from October on, assessed anew. */
  readonly changeTerms: (terms: PolicyTerms) => Promise<void>;
}

/** A contract that follows its policy; its services were down so many hours in October. */
async function following(
  db: Db,
  key: string,
  { hours, terms, at = NOVEMBER + HOUR_MS }: { hours: readonly number[]; terms: PolicyTerms; at?: number },
): Promise<Scene> {
  const clock = new TestClock(at);
  const operator = testContext(db, clock, treasurer());
  const policy = { id: key, name: 'Own', effectiveFrom: '2020-01-01', terms };
  await loadPolicies(operator, { policies: [{ ...policy, version: 1 }] });
  const [record] = await listPolicyRecords(db, key);
  const policyId = record?.versionId ?? '';
  const serviceIds: string[] = [];
  for (const long of hours) {
    const id = await addService(db);
    serviceIds.push(id);
    await addCheck(db, id);
    await addOutage(db, id, { startedAt: FIFTH, endedAt: FIFTH + long * HOUR_MS });
  }
  const contractId = await addContract(db, key, serviceIds, { startsAt: OCTOBER, policyId, policyChoice: 'follows' });
  await runAssessments(db, clock);
  const changeTerms = async (changed: PolicyTerms): Promise<void> => {
    const next = { ...policy, effectiveFrom: '2026-10-01', terms: changed };
    await savePolicyVersion(operator, { basedOn: policyId, policy: next, reason: 'new' });
    await runAssessments(db, clock);
  };
  return { db, clock, admin: testContext(db, clock, adminOf(key)), operator, contractId, serviceIds, changeTerms };
}

async function ask({ admin, contractId }: Scene, serviceIds: readonly string[]): Promise<number> {
  const claim = { contractId, month: '2026-10', serviceIds, note: '', ticketNo: null, lang: 'en' } as const;
  return (await requestCredit(admin, claim)).no;
}

async function approve({ db, operator }: Scene, no: number): Promise<string> {
  const request = await findCreditRequest(db, 'every-organization', no);
  const amounts = Object.fromEntries(request?.items.map(({ id, askedAmount }) => [id, askedAmount]) ?? []);
  return decideCreditRequest(operator, { no, decision: 'approve', amounts, reason: 'Yes.' });
}

const days = ({ db, contractId }: Scene): Promise<number> =>
  findBalance(db, { contractId, direction: 'we-owe', unit: 'days', currency: null });

onEachDatabase('terms that change under a claim', (database) => {
  test('a claim of days is neither raised nor granted once the terms pay percent', async () => {
    const scene = await following(database.db, 'terms-raise', { hours: [1], terms: daysTerms(NO_CAP) });
    const no = await ask(scene, scene.serviceIds);
    await scene.changeTerms(PERCENT);
    await expect(takeNewFigures(scene.admin, { no, lang: 'en' })).rejects.toMatchObject({ code: 'conflict' });
    await expect(approve(scene, no)).rejects.toMatchObject({ code: 'conflict' });
    expect(await days(scene)).toBe(0);
    const declined = { no, decision: 'decline', amounts: {}, reason: 'The terms changed.' } as const;
    expect(await decideCreditRequest(scene.operator, declined)).toBe('made');
    await approve(scene, await ask(scene, scene.serviceIds));
    const balances = await listBalances(scene.db, { organizationId: 'terms-raise' });
    expect(balances).toMatchObject([{ unit: 'percent', amount: 100_000 }]);
  });

  test('a claim held until its window closes goes on in the unit of the terms in force', async () => {
    const input = { hours: [1], terms: daysTerms(NO_CAP), at: NOVEMBER - HOUR_MS };
    const scene = await following(database.db, 'terms-held', input);
    const no = await ask(scene, scene.serviceIds);
    await scene.changeTerms(PERCENT);
    scene.clock.at = NOVEMBER + HOUR_MS;
    await runAssessments(scene.db, scene.clock);
    const failed: number[] = [];
    await settleHeldClaims(testContext(scene.db, scene.clock), { limit: 10, onFailure: (held) => failed.push(held) });
    expect(failed).toEqual([]);
    const claim = await findCreditRequest(scene.db, 'every-organization', no);
    expect(claim).toMatchObject({ stage: 'submitted', unit: 'percent', items: [{ askedAmount: 100_000 }] });
    await approve(scene, no);
    expect(await days(scene)).toBe(0);
  });

  test('a granted credit of days is not topped up by parts per million', async () => {
    const scene = await following(database.db, 'terms-top-up', { hours: [1], terms: daysTerms(NO_CAP) });
    await approve(scene, await ask(scene, scene.serviceIds));
    await scene.changeTerms(PERCENT);
    const place = { contractId: scene.contractId, windowStart: OCTOBER };
    expect(await listProposals(scene.db, 'every-organization', place)).toEqual([]);
    expect(await days(scene)).toBe(3);
  });

  test('days and percent are not granted beside each other in one window', async () => {
    const scene = await following(database.db, 'terms-mixed', { hours: [1, 1], terms: daysTerms(NO_CAP) });
    await approve(scene, await ask(scene, scene.serviceIds.slice(0, 1)));
    await scene.changeTerms(PERCENT);
    const no = await ask(scene, scene.serviceIds.slice(1));
    await expect(approve(scene, no)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('the cap of the terms in force holds, not the one of the first grant', async () => {
    const scene = await following(database.db, 'terms-cap', { hours: [1, 10], terms: daysTerms() });
    await approve(scene, await ask(scene, scene.serviceIds.slice(0, 1)));
    await scene.changeTerms(daysTerms({ cap: { amount: '5', over: 'all-services' } }));
    await approve(scene, await ask(scene, scene.serviceIds.slice(1)));
    expect(await days(scene)).toBe(5);
  });

  test('what was granted above a cap of later terms is taken back one service at a time', async () => {
    const scene = await following(database.db, 'terms-above', { hours: [1, 10, 10], terms: daysTerms() });
    await approve(scene, await ask(scene, scene.serviceIds));
    expect(await days(scene)).toBe(15);
    await scene.changeTerms(daysTerms({ cap: { amount: '5', over: 'all-services' } }));
    const place = { contractId: scene.contractId, windowStart: OCTOBER };
    const open = await listProposals(scene.db, 'every-organization', place);
    expect(open.length).toBeGreaterThan(0);
    for (const { id } of open.toReversed()) await acceptProposal(scene.operator, { id });
    expect(await days(scene)).toBe(5);
  });
});

onEachDatabase('money as a credit', (database) => {
  test('keeps its currency', async () => {
    const scene = await addClaimScene(database.db, {
      organizationId: 'org-euro',
      terms: {
        tiers: [{ below: '99.9', inclusive: false, credit: '50', floor: null }],
        credit: { unit: 'money', currency: 'EUR', feeBase: 'whole-invoice', minimum: null } as never,
        ...NO_CAP,
      },
    });
    await grant(scene, await askFor(scene));
    const balances = await listBalances(database.db, { organizationId: 'org-euro' });
    expect(balances).toMatchObject([{ unit: 'money', currency: 'EUR', amount: 5_000 }]);
  });

  test('a claim under a contract that was ended before its window can still be declined, and not be granted', async () => {
    const scene = await addClaimScene(database.db, { hours: [10] });
    const claim = await askFor(scene);
    const endsAt = OCTOBER - HOUR_MS;
    await endContract(scene.operator, { contractId: scene.contractId, endsAt, reason: 'Signed with another date.' });
    await expect(grant(scene, claim)).rejects.toThrow(/no such/i);
    expect(await decline(scene, claim)).toBe('made');
    expect((await readClaim(scene, claim.no)).stage).toBe('declined');
  });
});
