import { randomUUIDv7 } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommandContext } from '#commands/context';
import { createCheck } from '#commands/create-check';
import { recordSamples } from '#commands/record-samples';
import { createCheckBox } from '#lib/check-secrets/check-box';
import { TestClock } from '#test/support/context';
import type { OpenedDatabase } from '#test/support/databases';
import { contextOf, openQuickDatabase, runsOf } from '#test/support/oracle/live';
import { type SlowCheck, slowTimes } from '#test/support/oracle/naive-slowness';
import { blankBooks } from '#test/support/oracle/scene';
import { type SlowWorld, slowWorlds, timedLooks } from '#test/support/oracle/slow-world';
import { addService } from '#test/support/rows';

const box = createCheckBox(['a key of the tests with many letters']);
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
    runsOf(15),
  );
}, 600_000);

async function addSlowCheck(ctx: CommandContext, { stretches: _, rule, ...settings }: SlowWorld): Promise<string> {
  await blankBooks(ctx);
  const serviceId = await addService(ctx.db, { createdAt: ctx.now() });
  return createCheck(ctx, {
    ...{ serviceId, kind: 'http', target: { url: 'https://target.example/' }, box, submissionKey: randomUUIDv7() },
    settings: { ...settings, recheckMs: 10_000, name: 'Target', surface: 'web', slow: rule },
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
