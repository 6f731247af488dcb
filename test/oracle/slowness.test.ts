import { randomUUIDv7 } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPlace } from '#commands/add-place';
import type { CommandContext } from '#commands/context';
import { createCheck } from '#commands/create-check';
import { recordPlaceResults } from '#commands/record-place-results';
import { recordSamples } from '#commands/record-samples';
import type { PlaceChoice } from '#domain/watching/place-choice';
import { createCheckBox } from '#lib/check-secrets/check-box';
import { TestClock } from '#test/support/context';
import type { OpenedDatabase } from '#test/support/databases';
import { contextOf, openQuickDatabase, runsOf } from '#test/support/oracle/live';
import { type SlowCheck, slowTimes } from '#test/support/oracle/naive-slowness';
import { blankBooks } from '#test/support/oracle/scene';
import { type SlowWorld, slowWorlds, timedLooks } from '#test/support/oracle/slow-world';
import { lookForSilence } from '#test/support/places';
import { addService } from '#test/support/rows';

const box = createCheckBox(['a key of the tests with many letters']);
/** The first slow answer of the run lies before the window, for failures that were not confirmed came between. */
const OUT_OF_WINDOW: SlowWorld = {
  stretches: [
    { looks: 30, is: 'answering', latencies: [100] },
    { looks: 1, is: 'answering', latencies: [1_001] },
    { looks: 2, is: 'down', latencies: [100] },
    { looks: 6, is: 'answering', latencies: [1_500] },
  ],
  rule: { overMs: 1_000, untilMs: 800, percentile: 67, leastSamples: 6, windowMs: 120_000 },
  ...{ intervalMs: 20_000, timeoutMs: 10_000, failAfter: 3, recoverAfter: 1, impact: 'degraded' },
};

let database: OpenedDatabase;
beforeAll(async () => {
  database = await openQuickDatabase();
});
afterAll(() => database.drop());

test('a check was slow when the slow judge has it, and never while it was answered in time', async () => {
  await fc.assert(
    fc.asyncProperty(slowWorlds, async (world) => {
      const clock = new TestClock();
      const ctx = contextOf(database.connection.db, clock);
      const zero = clock.at;
      const checkId = await addSlowCheck(ctx, world);
      const looks = timedLooks(world).map((look) => ({ ...look, at: zero + look.at }));
      for (const { at, state, latencyMs } of looks) {
        clock.at = at;
        const leaseToken = ctx.newId();
        await ctx.db.updateTable('healthCheck').set({ leaseToken }).where('id', '=', checkId).execute();
        const sample = { at, state, gapCause: state === 'unknown' ? ('not-measurable' as const) : null };
        const cause = state === 'down' ? ('timeout' as const) : null;
        await recordSamples(ctx, { outcomes: [{ checkId, leaseToken, sample, latencyMs, cause, detail: null }] });
      }
      clock.advance(1_000);
      const check: SlowCheck = { ...world, looks, createdAt: zero, paused: [] };
      const relative = (at: number) => at - zero;
      const written = await writtenSlowness(ctx, checkId);
      const right = slowTimes(check, clock.at).map(({ startedAt, endedAt }) => [startedAt, endedAt].map(relative));
      expect(written.map((span) => span.map(relative))).toEqual(right);
    }),
    { ...runsOf(15), examples: [[OUT_OF_WINDOW]] },
  );
}, 600_000);

test('answers told in time from another place are judged as if they had come from here', async () => {
  const { db } = database.connection;
  const added = await addPlace(contextOf(db, new TestClock()), { name: 'Paris' });
  const place = await db.selectFrom('place').select(['id', 'no']).where('id', '=', added.id).executeTakeFirstOrThrow();
  await fc.assert(
    fc.asyncProperty(slowWorlds, async (world) => {
      const clock = new TestClock();
      const ctx = contextOf(db, clock);
      const zero = clock.at;
      const checkId = await addSlowCheck(ctx, world, { placeIds: [place.id], agreeCount: null });
      const looks = timedLooks(world).map((look) => ({ ...look, at: zero + look.at }));
      for (const { at, state, latencyMs } of looks) {
        clock.at = at + 200;
        await lookForSilence(ctx, clock);
        const sample = { at, state, gapCause: state === 'unknown' ? ('not-measurable' as const) : null };
        const cause = state === 'down' ? ('timeout' as const) : null;
        await recordPlaceResults(ctx, {
          place,
          keptFrom: 0,
          results: [{ checkId, sample, latencyMs, cause, detail: null }],
        });
      }
      clock.advance(1_000);
      const check: SlowCheck = { ...world, looks, createdAt: zero, paused: [] };
      const relative = (at: number) => at - zero;
      const written = await writtenSlowness(ctx, checkId);
      const right = slowTimes(check, clock.at).map(({ startedAt, endedAt }) => [startedAt, endedAt].map(relative));
      expect(written.map((span) => span.map(relative))).toEqual(right);
    }),
    { ...runsOf(10), examples: [[OUT_OF_WINDOW]] },
  );
}, 600_000);

async function addSlowCheck(
  ctx: CommandContext,
  { stretches: _, rule, ...settings }: SlowWorld,
  places?: PlaceChoice,
): Promise<string> {
  await blankBooks(ctx);
  const serviceId = await addService(ctx.db, { createdAt: ctx.now() });
  return createCheck(ctx, {
    ...{ serviceId, kind: 'http', target: { url: 'https://target.example/' }, box, submissionKey: randomUUIDv7() },
    settings: { ...settings, recheckMs: 10_000, name: 'Target', surface: 'web', slow: rule },
    ...(places ? { places } : {}),
  });
}

async function writtenSlowness(ctx: CommandContext, checkId: string): Promise<number[][]> {
  const spans = await ctx.db
    .selectFrom('checkSpan')
    .select(['startedAt', 'endedAt'])
    .where('checkId', '=', checkId)
    .where('kind', '=', 'slow')
    .where('takenBackAt', 'is', null)
    .orderBy('startedAt')
    .execute();
  return spans
    .map(({ startedAt, endedAt }) => [startedAt, endedAt ?? ctx.now()])
    .filter(([startedAt = 0, endedAt = 0]) => endedAt > startedAt);
}
