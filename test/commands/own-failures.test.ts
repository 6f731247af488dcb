import { beforeEach, expect, test } from 'vitest';
import { noteConnection } from '#commands/note-connection';
import { findIncident } from '#db/queries/incidents';
import { findOutage, listOutages } from '#db/queries/outages';
import { OPERATORS } from '#domain/audience';
import { SECOND_MS } from '#domain/time';
import { updateText } from '#i18n/incident/wording';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addCheck, addService } from '#test/support/rows';
import { recordPlayed } from '#test/support/watching';

const T = Date.parse('2026-11-22T12:00:00Z');
const STEP = 30 * SECOND_MS;
const EVER = { startedAt: 0, endedAt: Number.MAX_SAFE_INTEGER };
const FAST = { failAfter: 2, recoverAfter: 1, intervalMs: STEP, lastUpAt: null };

onEachDatabase('failures that were our own', (database) => {
  let clock: TestClock;
  let services: string[];
  let checks: string[];

  beforeEach(async () => {
    clock = new TestClock(T);
    const { db } = database;
    await db.updateTable('incident').set({ resolvedAt: 1 }).execute();
    await db.updateTable('healthCheck').set({ archivedAt: 1 }).execute();
    for (const table of ['outageAlert', 'delivery', 'notice'] as const) await db.deleteFrom(table).execute();
    services = [await addService(db, { name: 'Mail' }), await addService(db, { name: 'Drive' })];
    checks = [];
    for (const id of services) checks.push((await addCheck(db, id, FAST)).id);
  });

  const ctx = () => testContext(database.db, clock);
  const outagesOf = (index: number) => listOutages(database.db, [services[index] ?? ''], EVER);

  /** One column a step: the letters of both checks; witnesses answered up to a step. */
  async function play(mail: string, drive: string, from = 0, witnessed?: number): Promise<void> {
    const states = { u: 'up', d: 'down', x: 'unknown' } as const;
    for (let step = 0; step < mail.length; step += 1) {
      clock.at = T + (from + step) * STEP;
      for (const [index, letters] of [mail, drive].entries()) {
        const state = states[letters[step] as keyof typeof states];
        const witnessedUntil = witnessed === undefined ? null : Math.min(clock.at, T + witnessed * STEP);
        await recordPlayed(ctx(), [{ checkId: checks[index] ?? '', at: clock.at + index, state, witnessedUntil }]);
      }
    }
  }

  test('an outage and its incident that were open already are taken back, with the reason, and the time is unknown', async () => {
    await play('uudd', 'uudd');
    const [outage] = await outagesOf(0);
    expect(outage).toMatchObject({ startedAt: T + 2 * STEP, endedAt: null });
    await play('x', 'x', 4);
    expect([...(await outagesOf(0)), ...(await outagesOf(1))]).toEqual([]);
    const kept = await findOutage(database.db, outage?.id ?? '');
    expect(kept?.retractedAt).toBe(clock.at);
    const revisions = await database.db
      .selectFrom('outageRevision')
      .select('reason')
      .where('outageId', '=', outage?.id ?? '')
      .orderBy('revision')
      .execute();
    expect(revisions.at(-1)?.reason).toBe('Our own connection was lost at the time: nothing was measured.');
    const incident = await findIncident(database.db, OPERATORS, kept?.incidentId ?? '');
    expect(incident?.stage).toBe('resolved');
    const words = incident?.updates.map((update) => updateText(update, incident, 'en').text);
    expect(words?.[0]).toBe(
      'Our own measuring was at fault: our checks of Mail and Drive could not see anything. What we called an outage is taken back.',
    );
    const gaps = await database.db.selectFrom('measurementGap').selectAll().where('checkId', 'in', checks).execute();
    expect(gaps.map(({ startedAt, endedAt, cause }) => [startedAt - T, endedAt, cause]).toSorted()).toEqual([
      [STEP, null, 'connection-lost'],
      [STEP + 1, null, 'connection-lost'],
    ]);
    const samples = await database.db
      .selectFrom('sample')
      .innerJoin('healthCheck', 'no', 'checkNo')
      .select('sample.state')
      .where('id', '=', checks[0] ?? '')
      .orderBy('at')
      .execute();
    expect(samples.map(({ state }) => state)).toEqual(['up', 'up', 'unknown', 'unknown', 'unknown']);
  });

  test('no alarm that was not sent yet goes out, and operators hear once that the connection is lost', async () => {
    await play('udd', 'udd');
    expect(await database.db.selectFrom('outageAlert').selectAll().execute()).toHaveLength(2);
    await play('xx', 'xx', 3);
    expect(await database.db.selectFrom('outageAlert').selectAll().execute()).toEqual([]);
    await noteConnection(ctx(), 'lost');
    await noteConnection(ctx(), 'lost');
    const since = await database.db
      .selectFrom('setting')
      .selectAll()
      .where('key', '=', 'connection-lost-since')
      .execute();
    expect(since).toHaveLength(1);
    await noteConnection(ctx(), 'working');
  });

  test('an outage that began while another check still had good answers was truly seen, and stays', async () => {
    await play('uddd', 'uuud');
    await play('xx', 'xx', 4);
    expect(await outagesOf(0)).toMatchObject([{ startedAt: T + STEP, endedAt: null, retractedAt: null }]);
    expect(await outagesOf(1)).toEqual([]);
  });

  test('an outage of all there is, seen while witnesses answered, is no mistake when the connection is lost later', async () => {
    await database.db.deleteFrom('setting').where('key', '=', 'connection-witnessed-until').execute();
    await play('uuddddd', 'uuddddd', 0, 5);
    await play('xx', 'xx', 7);
    for (const index of [0, 1]) {
      expect(await outagesOf(index)).toMatchObject([{ startedAt: T + 2 * STEP + index, endedAt: null }]);
    }
    await play('uu', 'dd', 9);
    expect(await outagesOf(0)).toMatchObject([{ startedAt: T + 2 * STEP, endedAt: T + 6 * STEP }]);
    expect(await outagesOf(1)).toMatchObject([{ startedAt: T + 2 * STEP + 1, endedAt: null }]);
  });

  test('what is measured afterwards counts again', async () => {
    await play('udd', 'udd');
    await play('x', 'x', 3);
    await play('dd', 'uu', 4);
    expect(await outagesOf(0)).toMatchObject([{ startedAt: T + 4 * STEP, endedAt: null }]);
    expect(await outagesOf(1)).toEqual([]);
  });
});
