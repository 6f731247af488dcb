import { beforeEach, expect, test } from 'vitest';
import { recordSamples } from '#commands/record-samples';
import { resolveQuietIncidents } from '#commands/resolve-quiet-incidents';
import { findIncident } from '#db/queries/incidents';
import { listOutages } from '#db/queries/outages';
import { PUBLIC } from '#domain/audience';
import { MINUTE_MS, SECOND_MS } from '#domain/time';
import { updateText } from '#i18n/incident/wording';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addCheck, addService } from '#test/support/rows';
import { recordPlayed } from '#test/support/watching';

const T = Date.parse('2026-11-22T12:00:00Z');
const STEP = 30 * SECOND_MS;
const EVER = { startedAt: 0, endedAt: Number.MAX_SAFE_INTEGER };
const FAST = { failAfter: 1, recoverAfter: 1, intervalMs: STEP };

onEachDatabase('flapping', (database) => {
  let clock: TestClock;
  beforeEach(async () => {
    clock = new TestClock(T);
    const { db } = database;
    await db.updateTable('incident').set({ resolvedAt: 1, quietAt: null }).execute();
    for (const table of ['outageAlert', 'notice'] as const) await db.deleteFrom(table).execute();
  });

  const ctx = () => testContext(database.db, clock);
  const outagesOf = (serviceId: string) => listOutages(database.db, [serviceId], EVER);
  const incidentOf = async (serviceId: string) =>
    findIncident(database.db, PUBLIC, (await outagesOf(serviceId))[0]?.incidentId ?? '');
  const noticeKinds = async () =>
    (await database.db.selectFrom('notice').select('kind').orderBy('seq').execute())
      .map(({ kind }) => kind)
      .filter((kind) => kind.startsWith('incident.'));
  const alertKinds = async () =>
    (await database.db.selectFrom('outageAlert').select(['kind', 'at']).orderBy('at').orderBy('kind').execute()).map(
      ({ kind }) => kind,
    );

  async function play(checkId: string, letters: string, from = clock.at): Promise<void> {
    for (const [index, letter] of [...letters].entries()) {
      clock.at = from + index * STEP;
      await recordPlayed(ctx(), [{ checkId, at: clock.at, state: letter === 'u' ? 'up' : 'down' }]);
    }
    clock.advance(STEP);
  }

  test('outages that come back soon are one incident with one line that counts them; each outage keeps its times', async () => {
    const serviceId = await addService(database.db, { name: 'Mail', flapMs: 10 * MINUTE_MS });
    const { id } = await addCheck(database.db, serviceId, FAST);
    await play(id, 'ududududu');
    const outages = await outagesOf(serviceId);
    expect(outages.map(({ startedAt, endedAt }) => [startedAt - T, (endedAt ?? 0) - T])).toEqual(
      [1, 3, 5, 7].map((step) => [step * STEP, (step + 1) * STEP]),
    );
    expect(new Set(outages.map(({ incidentId }) => incidentId)).size).toBe(1);
    const incident = await incidentOf(serviceId);
    expect(incident).toMatchObject({ stage: 'monitoring', resolvedAt: null, startedAt: T + STEP });
    const flapping = incident?.updates.filter((update) => update.automatic?.kind === 'flapping') ?? [];
    expect(flapping).toHaveLength(1);
    const [line] = flapping;
    if (!line || !incident) throw new Error('There is no line.');
    expect(updateText(line, incident, 'en').text).toMatch(/^Flapping: 4 times\. Mail keeps failing/);
    expect(updateText(line, incident, 'fr').text).toMatch(/^Instable\u202f: 4 fois\./);
  });

  test('however often it flaps, subscribers and operators hear of it four times', async () => {
    const serviceId = await addService(database.db, { flapMs: 10 * MINUTE_MS });
    const { id } = await addCheck(database.db, serviceId, FAST);
    await play(id, `u${'du'.repeat(20)}`);
    clock.advance(9 * MINUTE_MS);
    expect(await resolveQuietIncidents(ctx())).toEqual([]);
    clock.advance(MINUTE_MS);
    expect(await resolveQuietIncidents(ctx())).toHaveLength(1);
    expect(await noticeKinds()).toEqual([
      'incident.opened',
      'incident.resolved',
      'incident.updated',
      'incident.resolved',
    ]);
    expect(await alertKinds()).toEqual(['started', 'ended', 'started', 'ended']);
    const incident = await incidentOf(serviceId);
    expect(incident).toMatchObject({ stage: 'resolved', resolvedAt: T + 40 * STEP });
  });

  test('an outage that comes back later than the set time is an incident of its own', async () => {
    const serviceId = await addService(database.db, { flapMs: 10 * MINUTE_MS });
    const { id } = await addCheck(database.db, serviceId, FAST);
    await play(id, 'udu');
    await play(id, 'd', T + 2 * STEP + 11 * MINUTE_MS);
    const incidents = new Set((await outagesOf(serviceId)).map(({ incidentId }) => incidentId));
    expect(incidents.size).toBe(2);
  });

  test('a service that is told apart by the setting 0 never joins what was over', async () => {
    const serviceId = await addService(database.db, { flapMs: 0 });
    const { id } = await addCheck(database.db, serviceId, FAST);
    await play(id, 'ududu');
    const outages = await outagesOf(serviceId);
    expect(new Set(outages.map(({ incidentId }) => incidentId)).size).toBe(2);
    expect((await incidentOf(serviceId))?.stage).toBe('resolved');
  });

  test('a slower check that had seen an outage go on makes one outage of it, and its incident goes on', async () => {
    const serviceId = await addService(database.db);
    const fast = await addCheck(database.db, serviceId, FAST);
    const slow = await addCheck(database.db, serviceId, { ...FAST, failAfter: 3 });
    await play(fast.id, 'ud');
    await play(slow.id, 'd', T + STEP + 1_000);
    await play(fast.id, 'u', T + 2 * STEP);
    await play(slow.id, 'dd', T + 2 * STEP + 1_000);
    const outages = await outagesOf(serviceId);
    expect(outages.map(({ startedAt, endedAt }) => [startedAt - T, endedAt])).toEqual([[STEP, null]]);
    expect(await incidentOf(serviceId)).toMatchObject({ stage: 'investigating', resolvedAt: null });
    const reasons = await database.db
      .selectFrom('outageRevision')
      .select('reason')
      .where('outageId', '=', outages[0]?.id ?? '')
      .orderBy('revision')
      .execute();
    expect(reasons.at(-1)?.reason).toBe('Another check had seen it go on.');
  });

  test('an incident that goes on with a service that is merely degraded says so', async () => {
    const serviceId = await addService(database.db, { name: 'Mail' });
    const fast = await addCheck(database.db, serviceId, { ...FAST, impact: 'degraded' });
    const slow = await addCheck(database.db, serviceId, { ...FAST, failAfter: 3, impact: 'degraded' });
    await play(fast.id, 'ud');
    await play(slow.id, 'd', T + STEP + 1_000);
    await play(fast.id, 'u', T + 2 * STEP);
    await play(slow.id, 'dd', T + 2 * STEP + 1_000);
    const incident = await incidentOf(serviceId);
    const [line] = incident?.updates ?? [];
    if (!line || !incident) throw new Error('There is no line.');
    expect(incident).toMatchObject({ stage: 'investigating', resolvedAt: null });
    expect(updateText(line, incident, 'en').text).toMatch(/^Our checks see problems with Mail\./);
  });

  test('a doubt is looked at again soon, and the outage is dated back to the first failure', async () => {
    const serviceId = await addService(database.db);
    const { id } = await addCheck(database.db, serviceId, {
      ...{ failAfter: 3, recoverAfter: 2, intervalMs: 5 * MINUTE_MS, recheckMs: 10_000, nextDueAt: T },
    });
    const dueIn = async () =>
      (await database.db.selectFrom('healthCheck').select('nextDueAt').where('id', '=', id).executeTakeFirstOrThrow())
        .nextDueAt - clock.at;
    const look = async (state: 'up' | 'down') => {
      clock.advance(await dueIn());
      const leaseToken = ctx().newId();
      await database.db.updateTable('healthCheck').set({ leaseToken }).where('id', '=', id).execute();
      const sample = { at: clock.at, state, gapCause: null };
      await recordSamples(ctx(), {
        outcomes: [{ checkId: id, leaseToken, sample, latencyMs: null, cause: null, detail: null }],
      });
      return clock.at;
    };
    await look('up');
    const firstFailureAt = await look('down');
    await look('down');
    const confirmedAt = await look('down');
    expect(confirmedAt - firstFailureAt).toBe(20_000);
    expect(await outagesOf(serviceId)).toMatchObject([{ startedAt: firstFailureAt, endedAt: null }]);
    // Nothing is in doubt while it simply stays down.
    expect(await dueIn()).toBeGreaterThan(10_000);
    const firstSuccessAt = await look('up');
    expect((await look('up')) - firstSuccessAt).toBe(10_000);
    expect(await outagesOf(serviceId)).toMatchObject([{ endedAt: firstSuccessAt }]);
  });
});
