import { expect, test } from 'vitest';
import { correctOutage } from '#commands/correct-outage';
import { declareOutage } from '#commands/declare-outage';
import { endContract } from '#commands/end-contract';
import { excludeTime } from '#commands/exclude-time';
import { retractOutage } from '#commands/retract-outage';
import { keepLease, takeLease } from '#commands/work-lease';
import type { Db } from '#db/connect';
import { listRevisions } from '#db/queries/assessments';
import { findContractWindow } from '#db/queries/credit-windows';
import { compareRevisions } from '#domain/credits/compare-revisions';
import { HOUR_MS, MINUTE_MS } from '#domain/time';
import { runAssessments } from '#test/support/assessments';
import { SYSTEM, TestClock, testContext } from '#test/support/context';
import { daysTerms, NOVEMBER, OCTOBER, treasurer } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { addOperator } from '#test/support/people-rows';
import { addContract, addOutage, addService } from '#test/support/rows';

const FIFTH = OCTOBER + 4 * 24 * HOUR_MS;

interface Scene {
  readonly clock: TestClock;
  readonly contractId: string;
  readonly serviceId: string;
  readonly outageId: string;
}

/** A contract from October 2026; its service was down for an hour on 5 October, by a person's word. */
async function setUp(db: Db, terms: Parameters<typeof daysTerms>[0] = {}): Promise<Scene> {
  const serviceId = await addService(db, { name: 'Gmail' });
  const outageId = await addOutage(db, serviceId, { startedAt: FIFTH, endedAt: FIFTH + HOUR_MS });
  const contractId = await addContract(db, 'org-a', [serviceId], { startsAt: OCTOBER, terms: daysTerms(terms) });
  return { clock: new TestClock(NOVEMBER + HOUR_MS), contractId, serviceId, outageId };
}

function october(db: Db, { contractId, clock }: Scene) {
  return findContractWindow(db, { organizationId: 'org-a' }, { contractId, month: '2026-10', now: clock.at });
}

async function correct(db: Db, { clock, outageId }: Scene, startedAt: number, endedAt: number): Promise<void> {
  const { revision } = await db
    .selectFrom('outage')
    .select('revision')
    .where('id', '=', outageId)
    .executeTakeFirstOrThrow();
  await correctOutage(testContext(db, clock, { kind: 'operator', id: 'op', name: 'Op', roles: ['incidents'] }), {
    outageId,
    revision,
    reason: 'The log shows otherwise.',
    phases: [{ startedAt, endedAt, state: 'down', surfaces: [], locations: [], sharePpm: null }],
  });
}

onEachDatabase('assessments', (database) => {
  test('a service that gets another name keeps what a closed window owed under the one it had', async () => {
    const services = { covered: [{ name: 'Gmail', aliases: [] }], notCovered: [], others: 'not-covered' } as const;
    const scene = await setUp(database.db, { services });
    await runAssessments(database.db, scene.clock);
    const renamed = database.db.updateTable('service').set({ names: JSON.stringify({ en: 'Google Post' }) });
    await renamed.where('id', '=', scene.serviceId).execute();
    await correct(database.db, scene, FIFTH, FIFTH + 10 * HOUR_MS);
    await runAssessments(database.db, scene.clock);
    const found = await october(database.db, scene);
    expect(found?.frozen?.revision).toBe(2);
    expect(found?.window.lines[0]?.line).toMatchObject({ service: 'Gmail', credit: { amount: 7 } });
  });

  test('two changes worked out at once are both named as the reason, and the second is no news', async () => {
    const scene = await setUp(database.db);
    await runAssessments(database.db, scene.clock);
    const { contractId, serviceId } = scene;
    const span = { startedAt: FIFTH, endedAt: FIFTH + 10 * MINUTE_MS, reason: 'own firewall' };
    await excludeTime(testContext(database.db, scene.clock, treasurer()), { contractId, serviceId, ...span });
    await correct(database.db, scene, FIFTH, FIFTH + 20 * MINUTE_MS);
    await runAssessments(database.db, scene.clock);
    const found = (await october(database.db, scene))?.frozen;
    expect(found).toMatchObject({
      revision: 2,
      cause: { kind: 'several', causes: [{ kind: 'exclusion' }, { kind: 'outage', change: 'corrected' }] },
      confirmedCause: null,
    });
  });

  test('a contract that cannot be worked out holds up no other, planned or not', async () => {
    const scene = await setUp(database.db);
    scene.clock.at = NOVEMBER - HOUR_MS;
    const plannedBroken = await addContract(database.db, 'org-a', [scene.serviceId], {
      startsAt: OCTOBER,
      terms: daysTerms(),
    });
    await runAssessments(database.db, scene.clock);
    const unplannedBroken = await addContract(database.db, 'org-a', [scene.serviceId], {
      startsAt: OCTOBER,
      terms: daysTerms(),
    });
    const broken = [plannedBroken, unplannedBroken];
    await database.db.updateTable('contract').set({ zone: 'Mars/Olympus' }).where('id', 'in', broken).execute();
    scene.clock.at = NOVEMBER + HOUR_MS;
    await runAssessments(database.db, scene.clock);
    expect((await october(database.db, scene))?.frozen?.revision).toBe(1);
    await database.db.updateTable('contract').set({ zone: 'UTC' }).where('id', '=', plannedBroken).execute();
    scene.clock.advance(HOUR_MS);
    await runAssessments(database.db, scene.clock);
    expect((await october(database.db, { ...scene, contractId: plannedBroken }))?.frozen?.revision).toBe(1);
  });

  test('a window is computed while it is open, and frozen ten minutes after it has closed', async () => {
    const scene = await setUp(database.db);
    scene.clock.at = NOVEMBER - HOUR_MS;
    await runAssessments(database.db, scene.clock);
    expect((await october(database.db, scene))?.frozen).toBeNull();
    scene.clock.at = NOVEMBER + 9 * MINUTE_MS;
    await runAssessments(database.db, scene.clock);
    expect(await october(database.db, scene)).toMatchObject({ frozen: null, window: { assessment: { open: false } } });
    scene.clock.at = NOVEMBER + 10 * MINUTE_MS;
    await runAssessments(database.db, scene.clock);
    const { frozen, window } = (await october(database.db, scene)) ?? {};
    expect(frozen).toMatchObject({ revision: 1, frozenAt: scene.clock.at, cause: { kind: 'window-closed' } });
    expect(window?.assessment.total.credit).toEqual({ unit: 'days', amount: 3 });
  });

  test('what is frozen is what was computed a moment before', async () => {
    const scene = await setUp(database.db);
    const before = await october(database.db, scene);
    await runAssessments(database.db, scene.clock);
    const after = await october(database.db, scene);
    expect(after?.frozen?.revision).toBe(1);
    expect(after?.window).toEqual(before?.window);
    expect(after?.evidence.outages).toEqual(before?.evidence.outages);
  });

  test('every window since the contract began is frozen, in several ticks as well as in one', async () => {
    const scene = await setUp(database.db);
    scene.clock.at = Date.parse('2027-06-15T00:00:00Z');
    await runAssessments(database.db, scene.clock);
    const rows = await database.db
      .selectFrom('slaAssessment')
      .select('windowStart')
      .where('contractId', '=', scene.contractId)
      .orderBy('windowStart')
      .execute();
    expect(rows.map(({ windowStart }) => new Date(windowStart).toISOString().slice(0, 7))).toEqual([
      ...['2026-10', '2026-11', '2026-12', '2027-01', '2027-02', '2027-03', '2027-04', '2027-05'],
    ]);
  });

  test('an outage that is put right opens the window again: the new result stands, the old one stays readable', async () => {
    const scene = await setUp(database.db);
    await runAssessments(database.db, scene.clock);
    scene.clock.advance(24 * HOUR_MS);
    await correct(database.db, scene, FIFTH, FIFTH + 10 * HOUR_MS);
    await runAssessments(database.db, scene.clock);
    const [second, first, ...more] = await listRevisions(database.db, scene.contractId, OCTOBER);
    expect(more).toEqual([]);
    expect(second).toMatchObject({
      revision: 2,
      supersededAt: null,
      cause: { kind: 'outage', change: 'corrected', outageId: scene.outageId, revision: 2 },
    });
    expect(first).toMatchObject({ revision: 1, supersededAt: scene.clock.at });
    if (!first || !second) throw new Error('two revisions');
    expect(compareRevisions(first.window, second.window)).toMatchObject([
      { serviceId: scene.serviceId, before: { credit: { amount: 3 } }, after: { credit: { amount: 7 } } },
    ]);
    const old = await findContractWindow(
      database.db,
      { organizationId: 'org-a' },
      { contractId: scene.contractId, month: '2026-10', now: scene.clock.at, revision: 1 },
    );
    expect(old?.window.assessment.total.credit?.amount).toBe(3);
    expect((await october(database.db, scene))?.window.assessment.total.credit?.amount).toBe(7);
  });

  test('a retracted outage and one added late open the window again', async () => {
    const scene = await setUp(database.db);
    await runAssessments(database.db, scene.clock);
    const operator = { kind: 'operator', id: 'op', name: 'Op', roles: ['incidents'] } as const;
    const ctx = testContext(database.db, scene.clock, operator);
    await retractOutage(ctx, { outageId: scene.outageId, revision: 1, reason: 'It was a drill.' });
    await runAssessments(database.db, scene.clock);
    expect((await october(database.db, scene))?.window.assessment.total.verdict).toBe('not-owed');
    await declareOutage(ctx, {
      serviceId: scene.serviceId,
      state: 'down',
      startedAt: FIFTH,
      endedAt: FIFTH + 2 * HOUR_MS,
      surfaces: [],
      locations: [],
      sharePpm: null,
      reason: 'Customers told us.',
    });
    await runAssessments(database.db, scene.clock);
    const revisions = await listRevisions(database.db, scene.contractId, OCTOBER);
    expect(revisions.map(({ cause }) => 'change' in cause && cause.change)).toEqual(['added', 'retracted', false]);
    expect(revisions[0]?.window.assessment.total.credit?.amount).toBe(3);
  });

  test('a change that gives the same result makes no revision and is noted', async () => {
    const scene = await setUp(database.db);
    await runAssessments(database.db, scene.clock);
    await correct(database.db, scene, FIFTH, FIFTH + HOUR_MS);
    await runAssessments(database.db, scene.clock);
    const revisions = await listRevisions(database.db, scene.contractId, OCTOBER);
    expect(revisions).toMatchObject([
      { revision: 1, confirmedAt: scene.clock.at, confirmedCause: { kind: 'outage', outageId: scene.outageId } },
    ]);
    expect(await database.db.selectFrom('evidenceChange').select('id').execute()).toEqual([]);
  });

  test('a change that cannot be worked out for one contract is kept for it and tried again; operators are told once', async () => {
    const { db } = database;
    const scene = await setUp(db);
    const other = {
      ...scene,
      contractId: await addContract(db, 'org-a', [scene.serviceId], { startsAt: OCTOBER, terms: daysTerms() }),
    };
    await addOperator(db, { email: `money-${scene.contractId}@example.com`, roles: ['money'] });
    await runAssessments(db, scene.clock);
    const contract = db.updateTable('contract').where('id', '=', scene.contractId);
    await contract.set({ zone: 'Nowhere/Else' }).execute();
    await correct(db, scene, FIFTH, FIFTH + 10 * HOUR_MS);
    await runAssessments(db, scene.clock);
    expect(await listRevisions(db, scene.contractId, OCTOBER)).toHaveLength(1);
    expect(await listRevisions(db, other.contractId, OCTOBER)).toHaveLength(2);
    const kept = () => db.selectFrom('evidenceChange').select(['contractId', 'attemptCount']).execute();
    expect(await kept()).toEqual([{ contractId: scene.contractId, attemptCount: 1 }]);
    scene.clock.at += HOUR_MS;
    await runAssessments(db, scene.clock);
    await correct(db, scene, FIFTH, FIFTH + 11 * HOUR_MS);
    await runAssessments(db, scene.clock);
    expect((await kept()).map(({ attemptCount }) => attemptCount).toSorted()).toEqual([1, 2]);
    const told = await db
      .selectFrom('delivery')
      .select('id')
      .where('message', 'like', `%/console/contracts/${scene.contractId}%`)
      .execute();
    expect(told).toHaveLength(1);
    await contract.set({ zone: null }).execute();
    scene.clock.at += 3 * HOUR_MS;
    await runAssessments(db, scene.clock);
    expect(await kept()).toEqual([]);
    const [latest] = await listRevisions(db, scene.contractId, OCTOBER);
    expect(latest?.window.assessment.total.credit?.amount).toBe(7);
  });

  test('an outage that is back-dated out of its month changes both months', async () => {
    const scene = await setUp(database.db);
    scene.clock.at = Date.parse('2026-12-02T00:00:00Z');
    await runAssessments(database.db, scene.clock);
    await correct(database.db, scene, NOVEMBER + HOUR_MS, NOVEMBER + 2 * HOUR_MS);
    await runAssessments(database.db, scene.clock);
    for (const [start, amounts] of [
      [OCTOBER, [0, 3]],
      [NOVEMBER, [3, 0]],
    ] as const) {
      const revisions = await listRevisions(database.db, scene.contractId, start);
      expect(revisions.map(({ window }) => window.assessment.total.credit?.amount ?? 0)).toEqual(amounts);
    }
  });

  test('a contract that ends earlier than known is assessed anew, and no further window is frozen', async () => {
    const scene = await setUp(database.db);
    await runAssessments(database.db, scene.clock);
    await endContract(testContext(database.db, scene.clock, treasurer()), {
      contractId: scene.contractId,
      endsAt: FIFTH,
      reason: 'Ended by mutual agreement.',
    });
    scene.clock.at = Date.parse('2027-03-01T00:00:00Z');
    await runAssessments(database.db, scene.clock);
    const revisions = await listRevisions(database.db, scene.contractId, OCTOBER);
    expect(revisions.map(({ window }) => window.assessment.total.verdict)).toEqual(['not-owed', 'owed']);
    expect(await listRevisions(database.db, scene.contractId, NOVEMBER)).toEqual([]);
  });

  test('an outage that goes on past the end of a month is long enough or not as a whole', async () => {
    const scene = await setUp(database.db, {
      downtime: { ...daysTerms().downtime, minimumMinutes: 120 },
    });
    scene.clock.at = NOVEMBER + 3 * HOUR_MS;
    await correct(database.db, scene, NOVEMBER - 50 * MINUTE_MS, NOVEMBER + 100 * MINUTE_MS);
    await runAssessments(database.db, scene.clock);
    expect((await october(database.db, scene))?.window.assessment.total.downtime.ms).toBe(50 * MINUTE_MS);
  });

  test('contracts of the same terms and services share what their assessments rest on', async () => {
    const scene = await setUp(database.db);
    const policy = await database.db
      .selectFrom('contract')
      .select('policyId')
      .where('id', '=', scene.contractId)
      .executeTakeFirstOrThrow();
    const other = await addContract(database.db, 'org-b', [scene.serviceId], {
      ...policy,
      startsAt: OCTOBER - HOUR_MS,
    });
    await runAssessments(database.db, scene.clock);
    const bodies = await database.db
      .selectFrom('slaAssessment')
      .select(['bodyId', 'evidence'])
      .where('contractId', 'in', [scene.contractId, other])
      .where('windowStart', '=', OCTOBER)
      .execute();
    expect(bodies).toHaveLength(2);
    expect(new Set(bodies.map(({ bodyId }) => bodyId)).size).toBe(1);
    const body = await database.db
      .selectFrom('assessmentBody')
      .selectAll()
      .where('id', '=', bodies[0]?.bodyId ?? '')
      .executeTakeFirstOrThrow();
    expect(body.evidence + body.result).not.toMatch(new RegExp(`${scene.contractId}|${other}|org-`));
  });

  test('another organisation finds neither the frozen window nor its revisions', async () => {
    const scene = await setUp(database.db);
    await runAssessments(database.db, scene.clock);
    const place = { contractId: scene.contractId, month: '2026-10', now: scene.clock.at };
    expect(await findContractWindow(database.db, { organizationId: 'org-b' }, place)).toBeUndefined();
    expect(
      await findContractWindow(database.db, { organizationId: 'org-b' }, { ...place, revision: 1 }),
    ).toBeUndefined();
  });

  test('a contract whose terms cannot be worked out does not keep the others waiting', async () => {
    const broken = await addContract(database.db, 'org-a', [await addService(database.db)], {
      startsAt: OCTOBER,
      terms: { ...daysTerms(), tiers: null },
    });
    const scene = await setUp(database.db);
    await runAssessments(database.db, scene.clock);
    expect(await listRevisions(database.db, broken, OCTOBER)).toEqual([]);
    expect(await listRevisions(database.db, scene.contractId, OCTOBER)).toHaveLength(1);
  });

  test('two processes at the same tick write every window once', async () => {
    const scenes = await Promise.all(Array.from({ length: 5 }, () => setUp(database.db)));
    const [first] = scenes;
    if (!first) throw new Error('scenes');
    await Promise.all(Array.from({ length: 4 }, () => runAssessments(database.db, first.clock)));
    await runAssessments(database.db, first.clock);
    for (const { contractId } of scenes) expect(await listRevisions(database.db, contractId, OCTOBER)).toHaveLength(1);
  });

  test('a process that was stopped in the middle is followed by one that goes on', async () => {
    const scene = await setUp(database.db);
    const stopped = new AbortController();
    stopped.abort();
    await runAssessments(database.db, scene.clock, stopped.signal);
    expect(await listRevisions(database.db, scene.contractId, OCTOBER)).toEqual([]);
    await runAssessments(database.db, scene.clock);
    expect(await listRevisions(database.db, scene.contractId, OCTOBER)).toHaveLength(1);
  });

  test('a process that lost its lease writes nothing', async () => {
    const clock = new TestClock();
    const ctx = testContext(database.db, clock, SYSTEM);
    const slow = { name: 'work', token: 'slow', forMs: 1_000 };
    const quick = { name: 'work', token: 'quick', forMs: 1_000 };
    expect(await takeLease(ctx, slow)).toBe(true);
    expect(await takeLease(ctx, quick)).toBe(false);
    clock.advance(1_001);
    expect(await takeLease(ctx, quick)).toBe(true);
    await expect(keepLease(ctx, slow)).rejects.toThrow(/taken over/);
  });
});
