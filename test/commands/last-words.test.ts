import { beforeAll, beforeEach, expect, test } from 'vitest';
import { pauseCheck } from '#commands/pause-check';
import { resumeCheck } from '#commands/resume-check';
import { settleMeasuredOutage } from '#commands/settle-measured-outage';
import { tellOutages } from '#commands/tell-outages';
import { findIncident } from '#db/queries/incidents';
import { listOutages } from '#db/queries/outages';
import { listServiceFacts } from '#db/queries/service-facts';
import { findService } from '#db/queries/services';
import type { Actor } from '#domain/actor';
import { OPERATORS } from '#domain/audience';
import { serviceTimeline } from '#domain/status/timeline';
import { HOUR_MS, MINUTE_MS } from '#domain/time';
import type { SampleState } from '#domain/words';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addOperator } from '#test/support/people-rows';
import { addCheck, addService } from '#test/support/rows';
import { recordPlayed } from '#test/support/watching';

const OPERATOR: Actor = { kind: 'operator', id: 'ann', name: 'Ann', roles: ['incidents'] };
const EVER = { startedAt: 0, endedAt: Number.MAX_SAFE_INTEGER };
const FAST = { failAfter: 1, recoverAfter: 1, intervalMs: HOUR_MS };

onEachDatabase('how an incident ends that no recovery ends', (database) => {
  let clock: TestClock;
  let t0: number;
  let serviceId: string;
  beforeAll(() => addOperator(database.db, { email: 'ann@desk.example', roles: ['incidents'] }));

  beforeEach(async () => {
    clock = new TestClock();
    t0 = clock.at;
    await database.db.updateTable('incident').set({ resolvedAt: 1 }).execute();
    for (const table of ['outageAlert', 'delivery'] as const) await database.db.deleteFrom(table).execute();
    serviceId = await addService(database.db, { flapMs: 0, name: 'Mail' });
  });

  const ctx = () => testContext(database.db, clock, OPERATOR);
  async function look(checkId: string, state: SampleState, minute: number): Promise<void> {
    clock.at = t0 + minute * MINUTE_MS;
    await recordPlayed(ctx(), [{ checkId, at: clock.at, state }]);
  }
  const outages = () => listOutages(database.db, [serviceId], EVER);
  /** What was mailed since the last time. */
  const mails = async () => {
    await tellOutages(ctx(), { waitMs: 0 });
    const rows = await database.db.deleteFrom('delivery').returning('message').execute();
    return rows.map(({ message }): string => JSON.parse(message).subject);
  };
  const endOf = async (incidentId: string | null | undefined) => {
    const incident = await findIncident(database.db, OPERATORS, incidentId ?? '');
    return [incident?.stage, incident?.updates[0]?.automatic?.kind];
  };

  test('two outages that turn out to be one: the later incident points to the earlier, which goes on', async () => {
    const quick = (await addCheck(database.db, serviceId, FAST)).id;
    const slow = (await addCheck(database.db, serviceId, { ...FAST, failAfter: 2, intervalMs: 3 * HOUR_MS })).id;
    await look(slow, 'down', 0);
    await look(quick, 'down', 1);
    await look(quick, 'up', 10);
    await look(quick, 'down', 60);
    const [first, second] = await outages();
    expect(second?.incidentId).not.toBe(first?.incidentId);
    await look(slow, 'down', 120);
    expect(await outages()).toMatchObject([{ id: first?.id, startedAt: t0, endedAt: null }]);
    expect(await endOf(second?.incidentId)).toEqual(['resolved', 'merged']);
    expect(await endOf(first?.incidentId)).toEqual(['investigating', 'failing']);
  });

  test('an outage that a changed rule no longer counts is no mistake of our measuring', async () => {
    const { id } = await addCheck(database.db, serviceId, FAST);
    await addCheck(database.db, serviceId, FAST);
    await look(id, 'down', 0);
    const [outage] = await outages();
    const rule = { downWhen: 'all', otherwise: 'nothing' } as const;
    await database.db.updateTable('service').set(rule).where('id', '=', serviceId).execute();
    await ctx()
      .db.transaction()
      .execute(async (db) => {
        await settleMeasuredOutage({ ...ctx(), db }, { serviceId, since: clock.at });
      });
    expect(await outages()).toEqual([]);
    expect(await endOf(outage?.incidentId)).toEqual(['resolved', 'uncounted']);
  });

  test('operators who heard of an outage hear how it ended, and of a recovery only where one was seen', async () => {
    const { id } = await addCheck(database.db, serviceId, FAST);
    const other = await addService(database.db, { flapMs: 0, name: 'Search' });
    const counted = (await addCheck(database.db, other, FAST)).id;
    await addCheck(database.db, other, FAST);
    await look(id, 'down', 0);
    await look(counted, 'down', 1);
    await mails();
    await pauseCheck(ctx(), { checkId: id, revision: 1, reason: 'The server moves.' });
    expect(await mails()).toEqual(['Mail: the outage is no longer watched']);
    const rule = { downWhen: 'all', otherwise: 'nothing' } as const;
    await database.db.updateTable('service').set(rule).where('id', '=', other).execute();
    await ctx()
      .db.transaction()
      .execute((db) => settleMeasuredOutage({ ...ctx(), db }, { serviceId: other, since: clock.at }));
    expect(await mails()).toEqual(['Search: the outage is taken back']);
  });

  test('where another check goes on watching, the mail does not say that nobody watches the service', async () => {
    const { id } = await addCheck(database.db, serviceId, FAST);
    const other = (await addCheck(database.db, serviceId, FAST)).id;
    await look(other, 'up', 0);
    await look(id, 'down', 1);
    await mails();
    await pauseCheck(ctx(), { checkId: id, revision: 1, reason: 'The server moves.' });
    expect(await mails()).toEqual(['Mail: the outage is no longer watched']);
  });

  test('after a silence operators hear when it was seen to work, and that nobody looked in between', async () => {
    const { id } = await addCheck(database.db, serviceId, { ...FAST, intervalMs: MINUTE_MS });
    await look(id, 'up', 0);
    await look(id, 'down', 1);
    await look(id, 'down', 6);
    await tellOutages(ctx(), { waitMs: 0 });
    await database.db.deleteFrom('delivery').execute();
    await look(id, 'up', 30);
    expect((await outages()).at(-1)?.endedAt).toBe(t0 + 6 * MINUTE_MS);
    await tellOutages(ctx(), { waitMs: 0 });
    const rows = await database.db.selectFrom('delivery').select('message').execute();
    expect(
      rows.map(
        ({ message }): string =>
          JSON.parse(message)
            .text.replaceAll(/[\u00a0\u202f]/g, ' ')
            .split('\n')[0],
      ),
    ).toEqual([
      'Mail works again, as seen at 12:30 UTC. It was last seen to fail at 12:06 UTC, and nobody looked in between: its outage of 5 min ends there.',
    ]);
  });

  test('what turns out to be part of an earlier outage is told as that going on, and nothing as recovered', async () => {
    const quick = (await addCheck(database.db, serviceId, FAST)).id;
    const slow = (await addCheck(database.db, serviceId, { ...FAST, failAfter: 2, intervalMs: 3 * HOUR_MS })).id;
    await look(slow, 'down', 0);
    await look(quick, 'down', 1);
    await look(quick, 'up', 10);
    await look(quick, 'down', 60);
    expect((await mails()).length).toBeGreaterThan(0);
    await look(slow, 'down', 120);
    expect(await mails()).toEqual([expect.stringMatching(/^Mail is down since/)]);
  });

  test('a pause ends it without the claim that it works again, and what was seen before stays seen', async () => {
    const { id } = await addCheck(database.db, serviceId, { ...FAST, createdAt: t0 - 24 * HOUR_MS });
    await look(id, 'down', 0);
    clock.advance(MINUTE_MS);
    await pauseCheck(ctx(), { checkId: id, revision: 1, reason: 'The server moves.' });
    const [outage] = await outages();
    expect(await endOf(outage?.incidentId)).toEqual(['resolved', 'unwatched']);
    clock.advance(HOUR_MS);
    await resumeCheck(ctx(), { checkId: id, revision: 2 });
    const window = { startedAt: t0 - 12 * HOUR_MS, endedAt: clock.at };
    const service = await findService(database.db, OPERATORS, serviceId);
    const [facts] = await listServiceFacts(database.db, OPERATORS, { services: service ? [service] : [], window });
    expect(facts && serviceTimeline(facts, window).unknown).toEqual([{ startedAt: t0 + MINUTE_MS, endedAt: clock.at }]);
  });
});
