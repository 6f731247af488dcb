import { expect, test } from 'vitest';
import { endMaintenance } from '#commands/end-maintenance';
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
});
