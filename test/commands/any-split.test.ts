import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { inTransaction } from '#commands/context';
import { settleMeasuredOutage } from '#commands/settle-measured-outage';
import { listOutages } from '#db/queries/outages';
import type { DownWhen, SampleState } from '#domain/words';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { listWrittenGaps } from '#test/support/measurement-gaps';
import { addCheck, addService } from '#test/support/rows';
import { recordPlayed } from '#test/support/watching';

const STEP = 10_000;
const EVER = { startedAt: 0, endedAt: Number.MAX_SAFE_INTEGER };
const STATES: Readonly<Record<string, SampleState>> = { u: 'up', d: 'down', x: 'unknown' };

const letters = fc.array(fc.constantFrom('u', 'u', 'd', 'd', 'd', 'x', '_'), { minLength: 1, maxLength: 30 });
const stream = fc.record({
  checks: fc.array(letters, { minLength: 1, maxLength: 3 }),
  downWhen: fc.constantFrom<DownWhen>('any', 'all', 'at-least'),
  impacts: fc.array(fc.constantFrom('down' as const, 'degraded' as const), { minLength: 3, maxLength: 3 }),
  failAfter: fc.integer({ min: 1, max: 3 }),
  recoverAfter: fc.integer({ min: 1, max: 3 }),
  /** How many results each batch takes at most, and from which check it takes first. */
  batches: fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 2 })), { minLength: 1 }),
});

onEachDatabase('one stream of results', (database) => {
  let clock: TestClock;
  let from: number;

  beforeEach(() => {
    clock = new TestClock();
    from = clock.at;
  });
  const ctx = () => testContext(database.db, clock);

  interface Played {
    readonly serviceId: string;
    readonly checkIds: readonly string[];
  }

  async function prepare({ checks, downWhen, impacts, failAfter, recoverAfter }: Scene): Promise<Played> {
    const serviceId = await addService(database.db, { downWhen, downCount: 2 });
    const rules = { failAfter, recoverAfter, intervalMs: STEP, timeoutMs: 1_000 };
    const checkIds: string[] = [];
    for (const index of checks.keys()) {
      checkIds.push((await addCheck(database.db, serviceId, { ...rules, impact: impacts[index] ?? 'down' })).id);
    }
    return { serviceId, checkIds };
  }
  type Scene = typeof stream extends fc.Arbitrary<infer T> ? T : never;

  /** Plays the results of each check in their order, but those of different checks in batches as they come. */
  async function play(scene: Scene, batches: Scene['batches']): Promise<Played> {
    const played = await prepare(scene);
    const queues = scene.checks.map((letters, index) =>
      letters.flatMap((letter, step) => {
        const state = STATES[letter];
        const at = from + step * STEP + index;
        return state ? [{ checkId: played.checkIds[index] ?? '', at, state, gapCause: 'not-measurable' as const }] : [];
      }),
    );
    for (let turn = 0; queues.some((queue) => queue.length > 0); turn += 1) {
      const [size, first] = batches[turn % batches.length] ?? [1, 0];
      const order = queues.map((_, index) => queues[(first + index) % queues.length] ?? []);
      const batch = order
        .filter((queue) => queue.length > 0)
        .slice(0, size)
        .flatMap((queue) => queue.splice(0, 1));
      clock.at = Math.max(clock.at, ...batch.map(({ at }) => at));
      await recordPlayed(ctx(), batch);
    }
    return played;
  }

  async function facts({ serviceId, checkIds }: Played) {
    const outages = await listOutages(database.db, [serviceId], EVER);
    const gaps = await listWrittenGaps(database.db, [serviceId]);
    return {
      outages: outages.map(({ startedAt, endedAt, state, phases }) => ({ startedAt, endedAt, state, phases })),
      gaps: gaps
        .map(({ checkId, startedAt, endedAt, cause }) => [checkIds.indexOf(checkId), startedAt, endedAt, cause])
        .toSorted(),
    };
  }

  test('gives the same outages and gaps in whatever batches it comes, and judging it again changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(stream, async (scene) => {
        const together = await facts(await play(scene, [[3, 0]]));
        clock.at = from;
        const split = await play(scene, scene.batches);
        expect(await facts(split)).toEqual(together);
        const revisions = () =>
          listOutages(database.db, [split.serviceId], EVER).then((all) => all.map(({ revision }) => revision));
        const before = await revisions();
        await inTransaction(ctx(), (tx) => settleMeasuredOutage(tx, { serviceId: split.serviceId, since: 0 }));
        expect(await revisions()).toEqual(before);
        expect(await facts(split)).toEqual(together);
      }),
      { numRuns: database.dialect === 'sqlite' ? 120 : 25 },
    );
  }, 120_000);
});
