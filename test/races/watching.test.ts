import { expect, test } from 'vitest';
import { nextNumber } from '#commands/next-number';
import { settleMeasuredOutage } from '#commands/settle-measured-outage';
import { bucketStart, ROLLUP_MINUTES } from '#domain/rollups/rollup';
import { DAY_MS, MINUTE_MS } from '#domain/time';
import { HERE } from '#domain/watching/place-choice';
import { rollUpDue } from '#jobs/upkeep/roll-up';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addHeartbeat } from '#test/support/heartbeats';
import { addSharedCheck } from '#test/support/places';
import { rightRollups, storedRollups } from '#test/support/rollups';
import { addCheck, addService } from '#test/support/rows';
import { raceForAWhile, type Scene } from '#test/support/watching-race';

const { signal } = new AbortController();

onEachDatabase('whoever measures, edits, rolls up and sets right, all at once', (database) => {
  const clock = new TestClock();
  const context = () => testContext(database.db, clock);

  async function setScene(): Promise<Scene> {
    const serviceIds = [await addService(database.db), await addService(database.db)];
    const unseen = { state: 'unknown', stateSince: clock.at, createdAt: clock.at, nextDueAt: clock.at } as const;
    for (let count = 0; count < 10; count += 1) {
      const serviceId = serviceIds[count % 2] ?? '';
      await addCheck(database.db, serviceId, { ...unseen, failAfter: 1, recoverAfter: 1, intervalMs: 10_000 });
    }
    const shared = [];
    for (const name of ['Lyon', 'Paris', 'Rome']) shared.push(await addSharedCheck(context(), [HERE, name], 1));
    const heartbeats = [await addHeartbeat(database.db, clock), await addHeartbeat(database.db, clock)];
    return { serviceIds, shared, heartbeats };
  }

  test('never blocks another for good, and leaves books that agree with each other', async () => {
    for (let count = 0; count < 60; count += 1) await nextNumber(context(), 'health-check');
    const scene = await setScene();
    const { errors, endedAt } = await raceForAWhile(database.url, { clock, scene });
    expect(errors).toEqual([]);
    clock.at = endedAt + DAY_MS;
    expect(await falseStates()).toEqual([]);
    expect(await changesBySettling()).toEqual([]);
    await expectRightRollups();
  }, 60_000);

  /** Checks that say otherwise than their spans whether they fail. */
  async function falseStates(): Promise<unknown[]> {
    const checks = await database.db
      .selectFrom('healthCheck')
      .leftJoin('checkSpan', (join) =>
        join
          .onRef('checkId', '=', 'id')
          .on('checkSpan.kind', '=', 'failing')
          .on('endedAt', 'is', null)
          .on('takenBackAt', 'is', null),
      )
      .select(['no', 'state', 'startedAt'])
      .where('archivedAt', 'is', null)
      .execute();
    return checks.filter(({ state, startedAt }) => (state === 'down') !== (startedAt !== null));
  }

  /** Outages that are others once they are worked out anew from all there is. */
  async function changesBySettling(): Promise<unknown[]> {
    const outages = () =>
      database.db.selectFrom('outage').select(['id', 'revision', 'startedAt', 'endedAt']).orderBy('id').execute();
    const before = await outages();
    const services = await database.db.selectFrom('service').select('id').execute();
    await database.db.transaction().execute(async (db) => {
      for (const { id } of services) await settleMeasuredOutage({ ...context(), db }, { serviceId: id, since: 0 });
    });
    const known = new Set(before.map((outage) => JSON.stringify(outage)));
    return (await outages()).filter((outage) => !known.has(JSON.stringify(outage)));
  }

  async function expectRightRollups(): Promise<void> {
    await rollUpDue({ ctx: context(), signal });
    const until = bucketStart(clock.at - MINUTE_MS, 5);
    const checks = await database.db.selectFrom('healthCheck').select('no').execute();
    for (const { no } of checks) {
      const samples = await database.db
        .selectFrom('sample')
        .select(['at', 'state', 'latencyMs'])
        .where('checkNo', '=', no)
        .execute();
      for (const minutes of ROLLUP_MINUTES) {
        expect(await storedRollups(database.db, no, minutes)).toEqual(rightRollups(samples, { minutes, until }));
      }
    }
  }
});
