import { randomUUIDv7 } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Db } from '#db/connect';
import { findEvidenceDocument } from '#db/queries/evidence-document';
import { canonicalJson } from '#domain/canonical-json';
import { HOUR_MS, MINUTE_MS } from '#domain/time';
import { checkBundle } from '#lib/check-bundle';
import { bundleFiles, zipBundle } from '#lib/evidence-bundle';
import { sha256 } from '#lib/sha256';
import { runAssessments } from '#test/support/assessments';
import { TestClock } from '#test/support/context';
import { daysTerms, NOVEMBER, OCTOBER } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { addCheck, addContract, addIncident, addOutage, addService } from '#test/support/rows';

const FIFTH = OCTOBER + 4 * 24 * HOUR_MS;

interface Scene {
  readonly clock: TestClock;
  readonly contractId: string;
  readonly outageId: string;
}

/** Two organisations under contracts over the same service, with a hidden incident, tickets of both, and words of operators. */
async function setUp(db: Db): Promise<Scene> {
  const serviceId = await addService(db, { name: 'Gmail' });
  const check = await addCheck(db, serviceId, { name: 'secret-check', target: '{"url":"http://secret-target/"}' });
  const incidentId = await addIncident(db, [serviceId], { title: 'secret-title', visibility: 'operators' });
  const outageId = await addOutage(db, serviceId, { startedAt: FIFTH, endedAt: FIFTH + HOUR_MS, incidentId });
  await db
    .insertInto('outageRevision')
    .values({
      outageId,
      revision: 1,
      at: FIFTH,
      actorName: 'secret-operator',
      reason: 'secret-reason',
      snapshot: JSON.stringify({ state: 'down', startedAt: FIFTH, endedAt: null, retractedAt: null, phases: [] }),
    })
    .execute();
  for (let index = 0; index < 10; index += 1) {
    const state = index < 3 ? 'down' : 'up';
    await db
      .insertInto('sample')
      .values({ checkNo: check.no, at: FIFTH + index * MINUTE_MS, state })
      .execute();
  }
  const contractId = await addContract(db, 'org-a', [serviceId], { startsAt: OCTOBER, terms: daysTerms() });
  await addContract(db, 'org-b', [serviceId], { startsAt: OCTOBER, terms: daysTerms(), counterparty: 'secret-party' });
  for (const [organizationId, no] of [
    ['org-a', 71],
    ['org-b', 72],
  ] as const) {
    const id = randomUUIDv7();
    const times = { occurredAt: FIFTH, openedAt: FIFTH + MINUTE_MS, updatedAt: FIFTH + MINUTE_MS };
    const words = { title: 'secret-words', body: 'secret-words', openedBy: 'secret-person' };
    const row = { id, no: no + Math.floor(Math.random() * 1_000_000) * 100, organizationId, ...words, ...times };
    await db
      .insertInto('ticket')
      .values({ ...row, priority: 'P1', channel: 'web', stage: 'new' })
      .execute();
    await db.insertInto('ticketOutage').values({ ticketId: id, outageId, tiedAt: FIFTH, tiedBy: 'x' }).execute();
  }
  return { clock: new TestClock(NOVEMBER + HOUR_MS), contractId, outageId };
}

onEachDatabase('evidence of a window', (database) => {
  test('holds nothing of other organisations, no hidden title, no word or name of anybody', async () => {
    const { contractId, clock } = await setUp(database.db);
    await runAssessments(database.db, clock);
    const place = { contractId, month: '2026-10', now: clock.at };
    const found = await findEvidenceDocument(database.db, { organizationId: 'org-a' }, place);
    if (!found) throw new Error('evidence');
    const files = bundleFiles({ document: found.document, window: found.found.window });
    expect(Object.values(files).join('\n')).not.toMatch(/secret|org-b|org-a/);
    expect(found.document.tickets).toMatchObject([{ priority: 'P1', occurredAt: FIFTH }]);
    expect((found.document.tickets[0]?.no ?? 0) % 100).toBe(71);
    expect(found.document.samples).toMatchObject([{ day: '2026-10-05', up: 7, down: 3, unknown: 0 }]);
    expect(found.document.revisions).toMatchObject([{ revision: 1, startedAt: FIFTH }]);
  });

  test('is not found by another organisation', async () => {
    const { contractId, clock } = await setUp(database.db);
    const place = { contractId, month: '2026-10', now: clock.at };
    expect(await findEvidenceDocument(database.db, { organizationId: 'org-b' }, place)).toBeUndefined();
  });

  test('gives the same numbers from the bundle alone, open or frozen, and the hash that stands in the database', async () => {
    const { contractId, clock } = await setUp(database.db);
    for (const now of [NOVEMBER - HOUR_MS, NOVEMBER + MINUTE_MS, NOVEMBER + HOUR_MS]) {
      clock.at = now;
      await runAssessments(database.db, clock);
      const place = { contractId, month: '2026-10', now };
      const found = await findEvidenceDocument(database.db, { organizationId: 'org-a' }, place);
      if (!found) throw new Error('evidence');
      const bundle = { document: found.document, window: found.found.window };
      const { window, mistakes, evidenceHash } = checkBundle(Buffer.from(zipBundle(bundle)));
      expect(mistakes).toEqual([]);
      expect(canonicalJson(window)).toBe(canonicalJson(found.found.window));
      expect(window.assessment.total.credit).toEqual({ unit: 'days', amount: 3 });
      expect(evidenceHash).toBe(sha256(canonicalJson(found.document.arithmetic)));
      if (now > NOVEMBER + MINUTE_MS) expect(found.found.frozen?.evidenceHash).toBe(evidenceHash);
    }
  });
});
