import { expect, test } from 'vitest';
import { endMaintenance } from '#commands/end-maintenance';
import { retractOutage } from '#commands/retract-outage';
import type { Db } from '#db/connect';
import { listRevisions } from '#db/queries/assessments';
import { findContractWindow } from '#db/queries/credit-windows';
import { findEvidenceDocument } from '#db/queries/evidence-document';
import { canonicalJson } from '#domain/canonical-json';
import type { MaintenanceRule } from '#domain/sla/policy';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#domain/time';
import { checkBundle } from '#lib/check-bundle';
import { bundleFiles, zipBundle } from '#lib/evidence-bundle';
import { runAssessments } from '#test/support/assessments';
import { TestClock, testContext } from '#test/support/context';
import { daysTerms, NOVEMBER, OCTOBER } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { addMaintenance } from '#test/support/maintenance';
import { addContract, addOutage, addService } from '#test/support/rows';

const FIFTH = OCTOBER + 4 * DAY_MS;
const RULE: MaintenanceRule = { treatment: 'excluded', noticeHours: 48, maximumHoursPerYear: null };

/** A service down for an hour on 5 October, in the middle of two hours of maintenance that was announced in September. */
async function setUp(db: Db, rule = RULE) {
  const serviceId = await addService(db, { name: 'Gmail' });
  await addOutage(db, serviceId, { startedAt: FIFTH + 30 * MINUTE_MS, endedAt: FIFTH + 90 * MINUTE_MS });
  const terms = { ...daysTerms(), maintenance: rule };
  const contractId = await addContract(db, 'org-a', [serviceId], { startsAt: OCTOBER, terms });
  const span = { startedAt: FIFTH, endedAt: FIFTH + 2 * HOUR_MS, announcedAt: OCTOBER - 10 * DAY_MS };
  const occurrenceId = await addMaintenance(db, serviceId, span);
  return { clock: new TestClock(NOVEMBER + HOUR_MS), contractId, serviceId, occurrenceId, span };
}

onEachDatabase('maintenance and what a contract owes', (database) => {
  const october = async ({ contractId, clock }: Awaited<ReturnType<typeof setUp>>) => {
    const place = { contractId, month: '2026-10', now: clock.at };
    const found = await findContractWindow(database.db, { organizationId: 'org-a' }, place);
    if (!found) throw new Error('october');
    return found;
  };

  test('stands in the evidence with the moment it was announced, and the bundle alone gives the same numbers', async () => {
    const scene = await setUp(database.db);
    for (const frozen of [false, true]) {
      if (frozen) await runAssessments(database.db, scene.clock);
      const place = { contractId: scene.contractId, month: '2026-10', now: scene.clock.at };
      const found = await findEvidenceDocument(database.db, { organizationId: 'org-a' }, place);
      if (!found) throw new Error('evidence');
      const { document } = found;
      expect(document.frozen !== null).toBe(frozen);
      expect(document.arithmetic.maintenance).toEqual([{ ...scene.span, serviceId: scene.serviceId }]);
      expect(found.found.window.lines[0]?.line.downtime.ms).toBe(0);
      const { window, mistakes } = checkBundle(Buffer.from(zipBundle({ document, window: found.found.window })));
      expect(mistakes).toEqual([]);
      expect(canonicalJson(window)).toBe(canonicalJson(found.found.window));
      const earlier = [{ ...scene.span, serviceId: scene.serviceId, announcedAt: FIFTH - HOUR_MS }];
      const forged = { ...document, arithmetic: { ...document.arithmetic, maintenance: earlier } };
      const { mistakes: seen } = checkBundle(Buffer.from(zipBundle({ document: forged, window })));
      expect(seen).toContain('assessment.json gives other numbers than its evidence.');
      expect(bundleFiles({ document, window })['assessment.json']).toContain('maintenance');
    }
  });

  test('told afterwards that it ended earlier, the frozen window is opened again, visibly', async () => {
    const scene = await setUp(database.db);
    await runAssessments(database.db, scene.clock);
    expect((await october(scene)).window.lines[0]?.line.downtime.ms).toBe(0);
    scene.clock.advance(DAY_MS);
    const ctx = testContext(database.db, scene.clock);
    const { occurrenceId } = scene;
    await endMaintenance(ctx, { occurrenceId, endedAt: FIFTH + HOUR_MS, reason: 'The work was done by then.' });
    await runAssessments(database.db, scene.clock);
    const after = await october(scene);
    expect(after.window.lines[0]?.line.downtime.ms).toBe(30 * MINUTE_MS);
    expect(after.frozen?.revision).toBe(2);
    const revisions = await listRevisions(database.db, scene.contractId, OCTOBER);
    expect(JSON.stringify(revisions)).toContain('"maintenance"');
  });

  test('a change in spring opens the windows of the whole year where the terms allow so many hours a year', async () => {
    const scene = await setUp(database.db, { ...RULE, maximumHoursPerYear: 2 });
    const spring = OCTOBER - 180 * DAY_MS;
    const occurrenceId = await addMaintenance(database.db, scene.serviceId, {
      ...{ startedAt: spring, endedAt: spring + 2 * HOUR_MS, announcedAt: spring - 10 * DAY_MS },
    });
    await database.db
      .updateTable('contract')
      .set({ startsAt: spring - DAY_MS })
      .where('id', '=', scene.contractId)
      .execute();
    await runAssessments(database.db, scene.clock);
    expect((await october(scene)).window.lines[0]?.line.downtime.ms).toBe(HOUR_MS);
    scene.clock.advance(DAY_MS);
    const ctx = testContext(database.db, scene.clock);
    await endMaintenance(ctx, { occurrenceId, endedAt: spring + 1, reason: 'It hardly took place.' });
    await runAssessments(database.db, scene.clock);
    expect((await october(scene)).window.lines[0]?.line.downtime.ms).toBe(0);
  });

  /** Allowed are 2 hours a year. In April 2 hours were announced once they had failed already; the whole hour of October is maintenance. */
  async function setUpAllowance(db: Db) {
    const scene = await setUp(db, { ...RULE, noticeHours: null, maximumHoursPerYear: 2 });
    const april = OCTOBER - 180 * DAY_MS;
    const failed = { startedAt: april, endedAt: april + 2 * HOUR_MS };
    const outageId = await addOutage(db, scene.serviceId, { ...failed, startedAt: april - MINUTE_MS });
    await addMaintenance(db, scene.serviceId, { ...failed, announcedAt: april });
    const startsAt = april - DAY_MS;
    await db.updateTable('contract').set({ startsAt }).where('id', '=', scene.contractId).execute();
    return { ...scene, outageId, failed };
  }

  test('what was announced too late in April uses up no hours of the year: open, frozen and in the bundle alike', async () => {
    const scene = await setUpAllowance(database.db);
    for (const frozen of [false, true]) {
      if (frozen) await runAssessments(database.db, scene.clock);
      expect((await october(scene)).window.lines[0]?.line.downtime.ms).toBe(0);
      const place = { contractId: scene.contractId, month: '2026-10', now: scene.clock.at };
      const found = await findEvidenceDocument(database.db, { organizationId: 'org-a' }, place);
      if (!found) throw new Error('evidence');
      const { document, found: shown } = found;
      expect(document.frozen !== null).toBe(frozen);
      expect(document.arithmetic.outages).toHaveLength(1);
      expect(document.arithmetic.maintenance?.map(({ begunBefore }) => begunBefore)).toEqual([
        [scene.failed],
        undefined,
      ]);
      const { window, mistakes } = checkBundle(Buffer.from(zipBundle({ document, window: shown.window })));
      expect(mistakes).toEqual([]);
      expect(window.lines[0]?.line.downtime.ms).toBe(0);
    }
  });

  test('an outage of April that is taken back opens the windows of the whole year', async () => {
    const scene = await setUpAllowance(database.db);
    await runAssessments(database.db, scene.clock);
    scene.clock.advance(DAY_MS);
    const ctx = testContext(database.db, scene.clock);
    await retractOutage(ctx, { outageId: scene.outageId, revision: 1, reason: 'It was another service.' });
    await runAssessments(database.db, scene.clock);
    const after = await october(scene);
    // The two hours of April count as maintenance now, so that nothing is left for October.
    expect(after.window.lines[0]?.line.downtime.ms).toBe(HOUR_MS);
    expect(after.frozen?.revision).toBe(2);
  });
});
