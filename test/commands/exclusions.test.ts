import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { blankExclusions } from '#commands/blank-exclusions';
import { decideCreditRequest } from '#commands/decide-credit-request';
import { acceptProposal } from '#commands/decide-proposal';
import { excludeTime } from '#commands/exclude-time';
import { requestCredit } from '#commands/request-credit';
import { revokeExclusion } from '#commands/revoke-exclusion';
import type { Db } from '#db/connect';
import { listRevisions } from '#db/queries/assessments';
import { findCreditRequest } from '#db/queries/credit-requests';
import { findContractWindow } from '#db/queries/credit-windows';
import { findEvidenceDocument } from '#db/queries/evidence-document';
import { listExclusions } from '#db/queries/exclusions';
import { findBalance } from '#db/queries/ledger';
import { listProposals } from '#db/queries/proposals';
import type { Actor } from '#domain/actor';
import { canonicalJson } from '#domain/canonical-json';
import { HOUR_MS, MINUTE_MS } from '#domain/time';
import { checkBundle } from '#lib/check-bundle';
import { bundleFiles, zipBundle } from '#lib/evidence-bundle';
import { runAssessments } from '#test/support/assessments';
import { TestClock, testContext } from '#test/support/context';
import { adminOf, daysTerms, NOVEMBER, OCTOBER, treasurer } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { addContract, addOutage, addService } from '#test/support/rows';

const FIFTH = OCTOBER + 4 * 24 * HOUR_MS;
const WHY = 'Their own firewall dropped the connections.';

interface Scene {
  readonly clock: TestClock;
  readonly contractId: string;
  readonly serviceId: string;
  readonly otherId: string;
}

/** A contract from October 2026 over two services, both down for an hour on 5 October; the clock stands in November. */
async function setUp(db: Db, row: Parameters<typeof addContract>[3] = {}): Promise<Scene> {
  const serviceId = await addService(db, { name: 'Gmail' });
  const otherId = await addService(db, { name: 'Drive' });
  for (const id of [serviceId, otherId]) await addOutage(db, id, { startedAt: FIFTH, endedAt: FIFTH + HOUR_MS });
  const contractId = await addContract(db, 'org-a', [serviceId, otherId], {
    startsAt: OCTOBER,
    terms: daysTerms(),
    ...row,
  });
  return { clock: new TestClock(NOVEMBER + HOUR_MS), contractId, serviceId, otherId };
}

const SPAN = { startedAt: FIFTH, endedAt: FIFTH + HOUR_MS, reason: WHY };

onEachDatabase('exclusions', (database) => {
  const by = ({ clock }: Scene, actor: Actor = treasurer()) => testContext(database.db, clock, actor);

  const exclude = (scene: Scene, input: Partial<Parameters<typeof excludeTime>[1]> = {}, actor?: Actor) =>
    excludeTime(by(scene, actor), { contractId: scene.contractId, serviceId: scene.serviceId, ...SPAN, ...input });

  const october = async ({ contractId, clock }: Scene) => {
    const place = { contractId, month: '2026-10', now: clock.at };
    const found = await findContractWindow(database.db, { organizationId: 'org-a' }, place);
    if (!found) throw new Error('october');
    return found;
  };
  const listed = ({ contractId }: Scene, organizationId = 'org-a') =>
    listExclusions(database.db, { organizationId }, { contractId, span: { startedAt: OCTOBER, endedAt: NOVEMBER } });
  const lineOf = async (scene: Scene, serviceId = scene.serviceId) => {
    const line = (await october(scene)).window.lines.find((one) => one.serviceId === serviceId)?.line;
    if (!line) throw new Error('line');
    return line;
  };
  const excludedSteps = async (scene: Scene) =>
    (await lineOf(scene)).explanation.filter(({ code }) => code === 'excluded-by').map(({ values }) => values);

  test('nobody without the role money takes time out or back, an admin of the customer least of all', async () => {
    const scene = await setUp(database.db);
    const id = await exclude(scene);
    const others: readonly Actor[] = [
      adminOf('org-a'),
      adminOf('org-b'),
      { kind: 'operator', id: 'op', name: 'Ina', roles: ['incidents', 'tickets', 'audit'] },
      { kind: 'visitor', id: null, name: 'visitor' },
    ];
    for (const actor of others) {
      await expect(exclude(scene, { serviceId: null }, actor)).rejects.toMatchObject({ code: 'forbidden' });
      const revoked = revokeExclusion(by(scene, actor), { contractId: scene.contractId, id, reason: 'x' });
      await expect(revoked).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect(await listed(scene)).toMatchObject([{ id, revokedAt: null }]);
  });

  test.each([
    ['no reason', { reason: ' \n ' }, 'reason'],
    ['a reason that no evidence could hold', { reason: 'x'.repeat(1_001) }, 'reason'],
    ['an end before the beginning', { endedAt: FIFTH - 1 }, 'endedAt'],
    ['no time at all', { endedAt: FIFTH }, 'endedAt'],
    ['a time before the contract', { startedAt: OCTOBER - 1 }, 'startedAt'],
    ['a time after the contract', { endedAt: NOVEMBER + MINUTE_MS + 1 }, 'endedAt'],
    ['a service of another contract', { serviceId: 'elsewhere' }, 'serviceId'],
  ])('%s is refused beside its field, and nothing is written', async (_, input, field) => {
    const scene = await setUp(database.db, { endsAt: NOVEMBER + MINUTE_MS });
    await expect(exclude(scene, input)).rejects.toMatchObject({ code: 'invalid', field });
    expect(await listed(scene)).toEqual([]);
  });

  test('time that has not passed cannot be taken out in advance', async () => {
    const scene = await setUp(database.db);
    const ahead = exclude(scene, { endedAt: scene.clock.at + 1 });
    await expect(ahead).rejects.toMatchObject({ code: 'invalid', field: 'endedAt' });
  });

  test('a contract that is not there is not found, nor an exclusion under another contract', async () => {
    const scene = await setUp(database.db);
    const other = await setUp(database.db);
    await expect(exclude(scene, { contractId: 'nowhere' })).rejects.toMatchObject({ code: 'not-found' });
    const id = await exclude(scene);
    const crossed = revokeExclusion(by(scene), { contractId: other.contractId, id, reason: 'x' });
    await expect(crossed).rejects.toMatchObject({ code: 'not-found' });
    expect(await listed(scene, 'org-b')).toEqual([]);
  });

  test('fifty operators take out the same time, and take it back: each is done once', async () => {
    const scene = await setUp(database.db);
    const made = await Promise.allSettled(Array.from({ length: 50 }, () => exclude(scene)));
    const codes = (results: readonly PromiseSettledResult<unknown>[]) =>
      results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
    expect(codes(made)).toEqual(Array.from({ length: 49 }, () => 'conflict'));
    const [{ id = '' } = {}, ...more] = await listed(scene);
    expect(more).toEqual([]);
    const back = { contractId: scene.contractId, id, reason: 'A mistake.' };
    const revoked = await Promise.allSettled(Array.from({ length: 50 }, () => revokeExclusion(by(scene), back)));
    expect(codes(revoked)).toEqual(Array.from({ length: 49 }, () => 'already-decided'));
    expect(await exclude(scene)).not.toBe(id);
  });

  test('the database itself lets an exclusion be revoked once and otherwise neither changed nor deleted', async () => {
    const scene = await setUp(database.db);
    const id = await exclude(scene);
    const { db } = database;
    const update = (set: Record<string, unknown>) =>
      db.updateTable('slaExclusion').set(set).where('id', '=', id).execute();
    const ended = { revokedAt: 1, revokedBy: 'op', revokedByName: 'Op', revokeReason: 'x' };
    await expect(update({ reason: 'Another reason.' })).rejects.toThrow(/only be revoked/);
    await expect(update({ ...ended, endedAt: FIFTH + 2 })).rejects.toThrow(/only be revoked/);
    await expect(update({ ...ended, serviceId: null })).rejects.toThrow(/only be revoked/);
    await expect(sql`delete from sla_exclusion`.execute(db)).rejects.toThrow(/only be revoked/);
    await update(ended);
    await expect(update({ revokeReason: 'Another end.' })).rejects.toThrow(/only be revoked/);
  });

  test('excluded time is no downtime of its service, and the step names who and why', async () => {
    const scene = await setUp(database.db);
    const half = FIFTH + 30 * MINUTE_MS;
    await exclude(scene, { startedAt: half });
    const [gmail, drive] = [await lineOf(scene), await lineOf(scene, scene.otherId)];
    expect([gmail.downtime.ms, drive.downtime.ms]).toEqual([30 * MINUTE_MS, HOUR_MS]);
    const told = { startedAt: half, endedAt: FIFTH + HOUR_MS, by: 'Operator op-money', reason: WHY };
    expect(await excludedSteps(scene)).toEqual([{ ...told, zone: 'UTC', ms: 30 * MINUTE_MS }]);
    expect(drive.explanation.map(({ code }) => code)).not.toContain('excluded-by');
    const declared = (await october(scene)).window.lines.map(({ bySource }) => bySource.declared);
    expect(declared[0]).toEqual(declared[1]);
  });

  test('an exclusion of all services counts for each, and in the log of the organisation it has a line', async () => {
    const scene = await setUp(database.db);
    const id = await exclude(scene, { serviceId: null });
    expect((await october(scene)).window.assessment.total).toMatchObject({ verdict: 'not-owed', credit: null });
    await revokeExclusion(by(scene), { contractId: scene.contractId, id, reason: 'The log was of another firewall.' });
    expect((await lineOf(scene)).downtime.ms).toBe(HOUR_MS);
    expect(await listed(scene)).toMatchObject([{ revokeReason: 'The log was of another firewall.' }]);
    const audit = database.db.selectFrom('auditEntry').select(['organizationId', 'action']).orderBy('id');
    expect(await audit.where('subjectId', '=', id).execute()).toEqual([
      { organizationId: 'org-a', action: 'exclude-time' },
      { organizationId: 'org-a', action: 'revoke-exclusion' },
    ]);
  });

  test('concerns one contract alone, though others have the same terms and services', async () => {
    const scene = await setUp(database.db);
    const { policyId } = (await october(scene)).contract;
    const services = [scene.serviceId, scene.otherId];
    const other = await addContract(database.db, 'org-a', services, { policyId, startsAt: OCTOBER });
    await exclude(scene);
    await runAssessments(database.db, scene.clock);
    const downtimes = [scene.contractId, other].map(
      async (contractId) => (await lineOf({ ...scene, contractId })).downtime.ms,
    );
    expect(await Promise.all(downtimes)).toEqual([0, HOUR_MS]);
  });

  test('a frozen window is opened again by an exclusion and by its end, each visible with its cause', async () => {
    const scene = await setUp(database.db);
    await runAssessments(database.db, scene.clock);
    const id = await exclude(scene);
    expect((await lineOf(scene)).downtime.ms).toBe(HOUR_MS);
    await runAssessments(database.db, scene.clock);
    expect(await excludedSteps(scene)).toMatchObject([{ by: 'Operator op-money', reason: WHY }]);
    await revokeExclusion(by(scene), { contractId: scene.contractId, id, reason: 'A mistake.' });
    await runAssessments(database.db, scene.clock);
    const revisions = await listRevisions(database.db, scene.contractId, OCTOBER);
    expect(revisions.map(({ cause }) => ('change' in cause ? cause.change : cause.kind))).toEqual([
      'revoked',
      'decided',
      'window-closed',
    ]);
    expect(revisions.map(({ window }) => window.lines.map(({ line }) => line.downtime.ms))).toEqual([
      [HOUR_MS, HOUR_MS],
      [0, HOUR_MS],
      [HOUR_MS, HOUR_MS],
    ]);
  });

  test('another reason for the same time is told too, though no figure changes', async () => {
    const scene = await setUp(database.db);
    const id = await exclude(scene);
    await runAssessments(database.db, scene.clock);
    await revokeExclusion(by(scene), { contractId: scene.contractId, id, reason: 'Wrong words.' });
    await exclude(scene, { reason: 'Their router was off.' });
    await runAssessments(database.db, scene.clock);
    expect(await excludedSteps(scene)).toMatchObject([{ reason: 'Their router was off.' }]);
  });

  test('after a grant an exclusion changes no balance but becomes a proposal', async () => {
    const { db } = database;
    const scene = await setUp(db);
    await runAssessments(db, scene.clock);
    const { contractId, serviceId } = scene;
    const claim = {
      contractId,
      month: '2026-10',
      serviceIds: [serviceId],
      note: '',
      ticketNo: null,
      lang: 'en',
    } as const;
    const { no } = await requestCredit(by(scene, adminOf('org-a')), claim);
    const items = (await findCreditRequest(db, 'every-organization', no))?.items ?? [];
    const amounts = Object.fromEntries(items.map(({ id, askedAmount }) => [id, askedAmount]));
    await decideCreditRequest(by(scene), { no, decision: 'approve', amounts, reason: 'Yes.' });
    await exclude(scene);
    await runAssessments(db, scene.clock);
    const balance = () => findBalance(db, { contractId, direction: 'we-owe', unit: 'days', currency: null });
    expect(await balance()).toBe(3);
    const [proposal] = await listProposals(db, { organizationId: 'org-a' }, { contractId, windowStart: OCTOBER });
    expect(proposal).toMatchObject({ kind: 'reversal', creditedAmount: 3, targetAmount: 0, stage: 'open' });
    await acceptProposal(by(scene, treasurer('op-2')), { id: proposal?.id ?? '' });
    expect(await balance()).toBe(0);
  });

  test('stands in the evidence, open and frozen, and gives the same numbers from the bundle alone', async () => {
    const scene = await setUp(database.db);
    await exclude(scene);
    for (const frozen of [false, true]) {
      if (frozen) await runAssessments(database.db, scene.clock);
      const place = { contractId: scene.contractId, month: '2026-10', now: scene.clock.at };
      const found = await findEvidenceDocument(database.db, { organizationId: 'org-a' }, place);
      if (!found) throw new Error('evidence');
      const { document } = found;
      expect(document.frozen !== null).toBe(frozen);
      const bundle = { document, window: found.found.window };
      expect(bundleFiles(bundle)['assessment.json']).toContain(WHY);
      const { window, mistakes } = checkBundle(Buffer.from(zipBundle(bundle)));
      expect(mistakes).toEqual([]);
      expect(canonicalJson(window)).toBe(canonicalJson(found.found.window));
      const forged = { ...document, arithmetic: { ...document.arithmetic, exclusions: [] } };
      const { mistakes: seen } = checkBundle(Buffer.from(zipBundle({ document: forged, window })));
      expect(seen).toContain('assessment.json gives other numbers than its evidence.');
    }
  });

  test('evidence without exclusions is what it was before there were any', async () => {
    const scene = await setUp(database.db);
    const id = await exclude(scene);
    await revokeExclusion(by(scene), { contractId: scene.contractId, id, reason: 'A mistake.' });
    await runAssessments(database.db, scene.clock);
    const bodies = await database.db
      .selectFrom('slaAssessment')
      .innerJoin('assessmentBody as body', 'body.id', 'slaAssessment.bodyId')
      .select('body.evidence')
      .where('contractId', '=', scene.contractId)
      .execute();
    expect(bodies).toHaveLength(1);
    expect(JSON.parse(bodies[0]?.evidence ?? '')).not.toHaveProperty('exclusions');
  });

  test('where the provider owes, it is the provider who excludes', async () => {
    const scene = await setUp(database.db, { direction: 'owed-to-us', counterparty: 'Example Cloud' });
    await exclude(scene);
    expect(await excludedSteps(scene)).toMatchObject([{ by: 'Example Cloud', reason: WHY }]);
    expect(await listed(scene)).toMatchObject([{ decidedByName: 'Operator op-money' }]);
  });

  test('who decided and why is removed once kept long enough, and every figure and hash still agrees', async () => {
    const scene = await setUp(database.db);
    const actor = { ...treasurer(), name: 'Ada Lovelace' };
    const id = await exclude(scene, {}, actor);
    const asked = { contractId: scene.contractId, month: '2026-10', serviceIds: [scene.otherId] } as const;
    await requestCredit(by(scene, adminOf('org-a')), { ...asked, note: '', ticketNo: null, lang: 'en' });
    await exclude(scene, { serviceId: scene.otherId, reason: 'The cable was theirs.' }, actor);
    await runAssessments(database.db, scene.clock);
    const before = await october(scene);
    const blankAll = async (until: number): Promise<void> => {
      while ((await blankExclusions(by(scene), { before: until, limit: 1 })) > 0);
    };
    await blankAll(scene.clock.at);
    expect(await listed(scene)).toMatchObject([{ reason: WHY }, { reason: 'The cable was theirs.' }]);
    scene.clock.advance(HOUR_MS);
    await blankAll(scene.clock.at);
    const after = await october(scene);
    expect(after?.window.assessment.total.credit).toEqual(before?.window.assessment.total.credit);
    expect(after?.frozen).toMatchObject({ revision: 1, evidenceHashBefore: before?.frozen?.evidenceHash });
    const place = { contractId: scene.contractId, month: '2026-10', now: scene.clock.at };
    const documented = await findEvidenceDocument(database.db, { organizationId: 'org-a' }, place);
    if (!documented) throw new Error('no evidence');
    expect(documented.document.frozen?.namesRemoved).toEqual({
      at: scene.clock.at,
      evidenceHashBefore: before?.frozen?.evidenceHash,
    });
    const bundle = { document: documented.document, window: documented.found.window };
    expect(checkBundle(Buffer.from(zipBundle(bundle))).mistakes).toEqual([]);
    const everything = [
      ...(await database.db
        .selectFrom('slaExclusion')
        .selectAll()
        .where('contractId', '=', scene.contractId)
        .execute()),
      ...(await database.db
        .selectFrom('slaAssessment')
        .selectAll()
        .where('contractId', '=', scene.contractId)
        .execute()),
      ...Object.values(bundleFiles(bundle)),
      await october(scene),
    ];
    expect(JSON.stringify(everything)).not.toMatch(/Lovelace|firewall|cable/);
    const { contractId } = scene;
    await revokeExclusion(by(scene, { ...actor, name: 'Bea Byron' }), {
      contractId,
      id,
      reason: 'It counts after all.',
    });
    await runAssessments(database.db, scene.clock);
    expect((await october(scene))?.frozen?.revision).toBe(2);
    scene.clock.advance(HOUR_MS);
    await blankAll(scene.clock.at);
    expect(await listed(scene)).toMatchObject([{ revokedByName: '–', revokeReason: '–' }, { revokedByName: null }]);
  });

  test('what was frozen can be blanked, and not rewritten', async () => {
    const scene = await setUp(database.db);
    await exclude(scene);
    await runAssessments(database.db, scene.clock);
    const bodies = () => database.db.updateTable('assessmentBody');
    await expect(bodies().set({ result: '{}' }).execute()).rejects.toThrow(/append-only/);
    const longer = sql<string>`evidence || ' '`;
    await expect(bodies().set({ evidence: longer, blankedAt: 1 }).execute()).rejects.toThrow(/append-only/);
    await expect(database.db.deleteFrom('assessmentBody').execute()).rejects.toThrow(/append-only|foreign key/i);
    const exclusions = database.db.updateTable('slaExclusion').where('contractId', '=', scene.contractId);
    await expect(exclusions.set({ reason: 'other', blankedAt: 1 }).execute()).rejects.toThrow(/revoked or blanked/);
    const earlier = { reason: '–', decidedByName: '–', blankedAt: 1, endedAt: FIFTH + 1 };
    await expect(exclusions.set(earlier).execute()).rejects.toThrow(/revoked or blanked/);
  });
});
