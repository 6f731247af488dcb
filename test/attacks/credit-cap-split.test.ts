import { expect, test } from 'vitest';
import { endContract } from '#commands/end-contract';
import { requestCredit } from '#commands/request-credit';
import { findBalance } from '#db/queries/ledger';
import { DAY_MS, HOUR_MS } from '#domain/time';
import { runAssessments } from '#test/support/assessments';
import { grant, readClaim } from '#test/support/claim-scene';
import { TestClock, testContext } from '#test/support/context';
import { adminOf, daysTerms, NOVEMBER, OCTOBER, treasurer } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { addContract, addOutage, addService } from '#test/support/rows';

const SPLIT = OCTOBER + 14 * DAY_MS;

onEachDatabase('a contract that is split within a month', (database) => {
  let serial = 0;
  /** Down for forty hours in each half of October: fifteen days by each half, and fifteen in all. */
  const scene = async (rows: readonly [object, object] = [{}, {}]) => {
    const { db } = database;
    serial += 1;
    const organizationId = `split-${serial}`;
    const serviceId = await addService(db);
    for (const at of [OCTOBER + 3 * DAY_MS, SPLIT + 3 * DAY_MS]) {
      await addOutage(db, serviceId, { startedAt: at, endedAt: at + 40 * HOUR_MS });
    }
    const clock = new TestClock(SPLIT - DAY_MS);
    const as = (actor: Parameters<typeof testContext>[2]) => testContext(db, clock, actor);
    const people = { admin: as(adminOf(organizationId)), operator: as(treasurer()), second: as(treasurer('op-2')) };
    const terms = daysTerms();
    const first = await addContract(db, organizationId, [serviceId], { startsAt: OCTOBER, terms, ...rows[0] });
    await endContract(people.operator, { contractId: first, endsAt: SPLIT, reason: 'renewed' });
    const { policyId } = await db
      .selectFrom('contract')
      .select('policyId')
      .where('id', '=', first)
      .executeTakeFirstOrThrow();
    const second = await addContract(db, organizationId, [serviceId], { startsAt: SPLIT, policyId, ...rows[1] });
    clock.at = NOVEMBER + HOUR_MS;
    await runAssessments(db, clock);
    const claimOf = async (contractId: string) => {
      const one = { ...people, clock, contractId, serviceIds: [serviceId] };
      const claim = { contractId, month: '2026-10', serviceIds: [serviceId], note: '', ticketNo: null } as const;
      const { no } = await requestCredit(people.admin, { ...claim, lang: 'en' });
      return { one, claim: await readClaim(one, no) };
    };
    return { claims: [await claimOf(first), await claimOf(second)], contractIds: [first, second] };
  };
  const granted = async (contractIds: readonly string[]): Promise<number> => {
    const sums = contractIds.map((contractId) =>
      findBalance(database.db, { contractId, direction: 'we-owe', unit: 'days', currency: null }),
    );
    return (await Promise.all(sums)).reduce((sum, one) => sum + one, 0);
  };

  test('brings no more than the cap of the month', async () => {
    const { claims, contractIds } = await scene();
    const [first, second] = claims;
    if (!first || !second) throw new Error('claims');
    expect(first.claim.items.map(({ askedAmount }) => askedAmount)).toEqual([15]);
    expect(second.claim.items.map(({ askedAmount }) => askedAmount)).toEqual([15]);
    await grant(first.one, first.claim, { amounts: [10] });
    await grant(second.one, second.claim);
    expect(await granted(contractIds)).toBe(15);
  });

  test('nor when both halves are granted at the same moment', async () => {
    const { claims, contractIds } = await scene();
    const results = await Promise.allSettled(claims.map(({ one, claim }) => grant(one, claim)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await granted(contractIds)).toBe(15);
  });

  test('contracts of other domains have caps of their own', async () => {
    const { claims, contractIds } = await scene([{ customerDomain: 'a.example' }, { customerDomain: 'b.example' }]);
    for (const { one, claim } of claims) await grant(one, claim);
    expect(await granted(contractIds)).toBe(30);
  });
});
