import { beforeEach, expect, test } from 'vitest';
import { recordSamples } from '#commands/record-samples';
import { connect } from '#db/connect';
import { findIncident, listOpenIncidents } from '#db/queries/incidents';
import { listOutages } from '#db/queries/outages';
import { OPERATORS, PUBLIC } from '#domain/audience';
import { MINUTE_MS, SECOND_MS } from '#domain/time';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addCheck, addService } from '#test/support/rows';
import { claimAll, recordPlayed, watchingFacts } from '#test/support/watching';

const T = Date.parse('2026-11-22T12:00:00Z');
const STEP = 30 * SECOND_MS;
const EVER = { startedAt: 0, endedAt: Number.MAX_SAFE_INTEGER };

onEachDatabase('recording samples', (database) => {
  let clock: TestClock;
  beforeEach(async () => {
    clock = new TestClock(T);
    for (const table of ['sample', 'measurementGap', 'checkSpan', 'outagePhase'] as const) {
      await database.db.deleteFrom(table).execute();
    }
    await database.db.deleteFrom('notice').execute();
    // Revisions refuse deletion, so outages stay; tests look at services of their own.
  });

  const ctx = () => testContext(database.db, clock);

  /** One letter a sample: u up, d down, x unknown. */
  async function play(checkId: string, letters: string, from = T, step = STEP): Promise<void> {
    const states = { u: 'up', d: 'down', x: 'unknown' } as const;
    for (const [index, letter] of [...letters].entries()) {
      clock.at = from + index * step;
      await recordPlayed(ctx(), [{ checkId, at: clock.at, state: states[letter as keyof typeof states] }]);
    }
  }

  const outagesOf = (serviceId: string) => listOutages(database.db, [serviceId], EVER);

  test('an outage begins after N failures, dated to the first, and ends after M successes, dated to the first', async () => {
    const serviceId = await addService(database.db);
    const { id } = await addCheck(database.db, serviceId, { failAfter: 3, recoverAfter: 2, intervalMs: STEP });
    await play(id, 'uuddduduu');
    const [outage, ...more] = await outagesOf(serviceId);
    expect(more).toEqual([]);
    expect(outage).toMatchObject({ startedAt: T + 2 * STEP, endedAt: T + 7 * STEP, state: 'down', source: 'measured' });
    const incident = await findIncident(database.db, PUBLIC, outage?.incidentId ?? '');
    expect(incident).toMatchObject({
      stage: 'resolved',
      startedAt: T + 2 * STEP,
      resolvedAt: T + 7 * STEP,
      title: null,
    });
    expect(incident?.updates.map((update) => update.automatic?.kind)).toEqual(['recovered', 'failing']);
  });

  test('what goes out to subscribers is put into words', async () => {
    const serviceId = await addService(database.db, { name: 'Agenda' });
    const { id } = await addCheck(database.db, serviceId, { failAfter: 1 });
    await play(id, 'd', T + 30 * 24 * 60 * MINUTE_MS);
    const [outage] = await outagesOf(serviceId);
    const notices = await database.db
      .selectFrom('notice')
      .select(['kind', 'payload'])
      .where('incidentId', '=', outage?.incidentId ?? '')
      .orderBy('seq')
      .execute();
    expect(notices.map((notice) => notice.kind)).toEqual(['incident.opened', 'outage.started']);
    for (const { payload } of notices) {
      expect(JSON.parse(payload).incident).toMatchObject({
        title: 'Outage of Agenda',
        latestUpdate: { body: 'Our checks of Agenda are failing. We are looking into the cause.' },
      });
    }
    await play(id, 'uu', T + 30 * 24 * 60 * MINUTE_MS + STEP);
  });

  test('fewer failures than asked for make no outage', async () => {
    const serviceId = await addService(database.db);
    const { id } = await addCheck(database.db, serviceId, { failAfter: 3, intervalMs: STEP });
    await play(id, 'uudduddu');
    expect(await outagesOf(serviceId)).toEqual([]);
  });

  test('failures before a lost connection become unknown, back to the last good sample, and make no incident', async () => {
    const serviceId = await addService(database.db);
    const { id, no } = await addCheck(database.db, serviceId, { failAfter: 3, intervalMs: STEP });
    await play(id, 'uddxxu');
    expect(await outagesOf(serviceId)).toEqual([]);
    const samples = await database.db
      .selectFrom('sample')
      .selectAll()
      .where('checkNo', '=', no)
      .orderBy('at')
      .execute();
    expect(samples.map((sample) => sample.state)).toEqual(['up', 'unknown', 'unknown', 'unknown', 'unknown', 'up']);
    const { gaps } = await watchingFacts(database.db);
    expect(gaps).toEqual([[T, T + 5 * STEP, 'connection-lost']]);
  });

  test('a long silence is a gap dated from the last sample, and starts the counting anew', async () => {
    const serviceId = await addService(database.db);
    const { id } = await addCheck(database.db, serviceId, { failAfter: 2, intervalMs: STEP, timeoutMs: 5_000 });
    await play(id, 'uud');
    const back = T + 60 * MINUTE_MS;
    await play(id, 'duuu', back);
    expect(await outagesOf(serviceId)).toEqual([]);
    expect((await watchingFacts(database.db)).gaps).toEqual([[T + 2 * STEP, back, 'not-running']]);
  });

  test('a service is as bad as the worst of its failing checks, in phases that touch', async () => {
    const serviceId = await addService(database.db);
    const web = await addCheck(database.db, serviceId, {
      failAfter: 1,
      recoverAfter: 1,
      surface: 'web',
      impact: 'down',
    });
    const api = await addCheck(database.db, serviceId, {
      failAfter: 1,
      recoverAfter: 1,
      surface: 'api',
      impact: 'degraded',
    });
    await play(api.id, 'd', T);
    await play(web.id, 'd', T + 1_000);
    await play(web.id, 'u', T + 2_000);
    await play(api.id, 'u', T + 3_000);
    const [outage, ...more] = await outagesOf(serviceId);
    expect(more).toEqual([]);
    expect(
      outage?.phases.map(({ startedAt, endedAt, state, surfaces }) => [
        startedAt - T,
        (endedAt ?? 0) - T,
        state,
        surfaces,
      ]),
    ).toEqual([
      [0, 1_000, 'degraded', ['api']],
      [1_000, 2_000, 'down', ['web', 'api']],
      [2_000, 3_000, 'degraded', ['api']],
    ]);
    const incident = await findIncident(database.db, PUBLIC, outage?.incidentId ?? '');
    expect(incident?.impact).toBe('major');
    const revisions = await database.db
      .selectFrom('outageRevision')
      .selectAll()
      .where('outageId', '=', outage?.id ?? '')
      .orderBy('revision')
      .execute();
    expect(revisions.map((revision) => revision.revision)).toEqual([1, 2, 3, 4]);
  });

  test('outages that begin within minutes join one incident, which lasts until the last is over', async () => {
    await closeEverything();
    const first = await addService(database.db);
    const second = await addService(database.db);
    const a = await addCheck(database.db, first, { failAfter: 1, recoverAfter: 1 });
    const b = await addCheck(database.db, second, { failAfter: 1, recoverAfter: 1 });
    await play(a.id, 'd', T);
    await play(b.id, 'd', T + 2 * MINUTE_MS);
    const open = await listOpenIncidents(database.db, PUBLIC);
    expect(open).toHaveLength(1);
    expect(open[0]?.services.map((service) => service.id).toSorted()).toEqual([first, second].toSorted());
    await play(a.id, 'u', T + 3 * MINUTE_MS);
    expect(await listOpenIncidents(database.db, PUBLIC)).toHaveLength(1);
    await play(b.id, 'u', T + 4 * MINUTE_MS);
    expect(await listOpenIncidents(database.db, PUBLIC)).toEqual([]);
  });

  test('an outage an hour into another service’s incident is an event of its own', async () => {
    await closeEverything();
    const a = await addCheck(database.db, await addService(database.db), { failAfter: 1 });
    const b = await addCheck(database.db, await addService(database.db), { failAfter: 1 });
    await play(a.id, 'd', T);
    await play(b.id, 'd', T + 60 * MINUTE_MS);
    expect(await listOpenIncidents(database.db, PUBLIC)).toHaveLength(2);
  });

  test('a hidden service never joins an incident the public can see', async () => {
    await closeEverything();
    const a = await addCheck(database.db, await addService(database.db), { failAfter: 1 });
    const hidden = await addService(database.db, { visibility: 'operators' });
    const b = await addCheck(database.db, hidden, { failAfter: 1 });
    await play(a.id, 'd', T);
    await play(b.id, 'd', T + 1_000);
    const seen = await listOpenIncidents(database.db, PUBLIC);
    expect(seen.flatMap((incident) => incident.services.map((service) => service.id))).not.toContain(hidden);
    expect(await listOpenIncidents(database.db, OPERATORS)).toHaveLength(2);
  });

  test('a held incident that recovers in time is never published; a draft waits for a person', async () => {
    await closeEverything();
    for (const [incidentMode, holdMinutes, publishAt] of [
      ['hold', 5, T + 5 * MINUTE_MS],
      ['draft', 0, null],
    ] as const) {
      const serviceId = await addService(database.db, { incidentMode, holdMinutes });
      const { id } = await addCheck(database.db, serviceId, { failAfter: 1, recoverAfter: 1 });
      await play(id, 'd', T);
      const [open] = await listOpenIncidents(database.db, OPERATORS);
      expect(open).toMatchObject({ publishedAt: null, publishAt });
      expect(await listOpenIncidents(database.db, PUBLIC)).toEqual([]);
      await play(id, 'u', T + MINUTE_MS);
      expect(await findIncident(database.db, OPERATORS, open?.id ?? '')).toMatchObject({
        publishedAt: null,
        publishAt: null,
        stage: 'resolved',
      });
    }
  });

  test('an outcome whose lease was taken over is refused, and so is the same one twice', async () => {
    const serviceId = await addService(database.db);
    await addCheck(database.db, serviceId, { nextDueAt: clock.at });
    const [late] = await claimAll(ctx());
    clock.advance(60_000);
    const [taken] = await claimAll(ctx());
    expect(taken?.id).toBe(late?.id);
    const outcome = (leaseToken: string) => ({
      checkId: taken?.id ?? '',
      leaseToken,
      sample: { at: clock.at, state: 'down' as const, gapCause: null },
      latencyMs: null,
      cause: 'timeout' as const,
      detail: null,
    });
    expect(await recordSamples(ctx(), { outcomes: [outcome(late?.leaseToken ?? '')] })).toEqual({
      recorded: 0,
      refused: 1,
      overtaken: 0,
    });
    const good = outcome(taken?.leaseToken ?? '');
    expect(await recordSamples(ctx(), { outcomes: [good, good] })).toEqual({ recorded: 1, refused: 1, overtaken: 0 });
    expect(await recordSamples(ctx(), { outcomes: [good] })).toEqual({ recorded: 0, refused: 1, overtaken: 0 });
  });

  test('two processes that confirm failures of one event at the same moment open one outage and one incident', async () => {
    await closeEverything();
    // Both in one thread here: a writer that waits must not keep the other from finishing.
    const processes = [
      connect(database.url, { busyTimeoutMs: 1 }),
      connect(database.url, { busyTimeoutMs: 1 }),
    ] as const;
    try {
      for (let round = 0; round < 5; round += 1) {
        clock.at = T + round * 60 * MINUTE_MS;
        const one = await addService(database.db);
        const two = await addService(database.db);
        const checks = [
          await addCheck(database.db, one, { failAfter: 1, recoverAfter: 1 }),
          await addCheck(database.db, one, { failAfter: 1, recoverAfter: 1, surface: 'api' }),
          await addCheck(database.db, two, { failAfter: 1, recoverAfter: 1 }),
          await addCheck(database.db, two, { failAfter: 1, recoverAfter: 1 }),
        ];
        const both = (state: 'up' | 'down') =>
          Promise.all(
            checks.map((check, index) =>
              recordPlayed(testContext(processes[index % 2 === 0 ? 0 : 1].db, clock), [
                { checkId: check.id, at: clock.at, state },
              ]),
            ),
          );
        await both('down');
        expect((await outagesOf(one)).length).toBe(1);
        expect((await outagesOf(two)).length).toBe(1);
        expect(await listOpenIncidents(database.db, PUBLIC)).toHaveLength(1);
        clock.advance(MINUTE_MS);
        await both('up');
        expect(await listOpenIncidents(database.db, PUBLIC)).toEqual([]);
      }
    } finally {
      for (const process of processes) await process.close();
    }
  });

  test('a clock that steps back makes no negative outage', async () => {
    const serviceId = await addService(database.db);
    const { id } = await addCheck(database.db, serviceId, { failAfter: 1, recoverAfter: 1, intervalMs: STEP });
    await play(id, 'ud', T);
    await play(id, 'u', T - 24 * 60 * MINUTE_MS);
    const [outage] = await outagesOf(serviceId);
    expect(outage?.endedAt).toBeGreaterThanOrEqual(outage?.startedAt ?? Number.NaN);
  });

  async function closeEverything(): Promise<void> {
    await database.db
      .updateTable('outage')
      .set({ endedAt: T })
      .where('endedAt', 'is', null)
      .where('startedAt', '<=', T)
      .execute();
    await database.db
      .updateTable('outage')
      .set((eb) => ({ endedAt: eb.ref('startedAt') }))
      .where('endedAt', 'is', null)
      .execute();
    await database.db.updateTable('incident').set({ resolvedAt: T }).where('resolvedAt', 'is', null).execute();
  }
});
