import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noteListening } from '#commands/note-listening';
import { recordHeartbeat } from '#commands/record-heartbeat';
import { listHeartbeatReadings } from '#db/queries/heartbeats';
import { judgeHeartbeat } from '#domain/heartbeats/judge-heartbeat';
import type { ProbeResult } from '#domain/watching/probe-result';
import { TestClock, testContext } from '#test/support/context';
import type { OpenedDatabase } from '#test/support/databases';
import { addHeartbeat } from '#test/support/heartbeats';
import { openQuickDatabase, runsOf } from '#test/support/oracle/live';
import { type JobCall, type JobVerdict, naiveVerdict } from '#test/support/oracle/naive-heartbeat';

const BEAT_MS = 10_000;
const TRUSTED_MS = 30_000;

let database: OpenedDatabase;
beforeAll(async () => {
  database = await openQuickDatabase();
});
afterAll(() => database.drop());

const plans = fc.record({
  everyMs: fc.constantFrom(60_000, 120_000, 200_000),
  graceMs: fc.constantFrom(10_000, 30_000, 60_000),
  longestMs: fc.option(fc.constantFrom(30_000, 90_000, 150_000), { nil: undefined }),
});
/** Whether we listen, for so many beats, and what the job says meanwhile, a little after so many of them. */
const stretches = fc.array(
  fc.record({
    beats: fc.integer({ min: 1, max: 30 }),
    readAfterMs: fc.integer({ min: 0, max: 9_000 }),
    listens: fc.constantFrom(true, true, true, false),
    calls: fc.array(
      fc.record({
        beat: fc.integer({ min: 0, max: 29 }),
        event: fc.constantFrom<JobCall['event']>('start', 'start', 'success', 'success', 'fail'),
      }),
      { maxLength: 3 },
    ),
  }),
  { minLength: 2, maxLength: 8 },
);

test('a job is judged by its calls as the slow judge does, and never by those that nobody could take', async () => {
  await fc.assert(
    fc.asyncProperty(plans, stretches, async (plan, world) => {
      const { db } = database.connection;
      const clock = new TestClock();
      const ctx = testContext(db, clock);
      await db.deleteFrom('listeningSpan').execute();
      const { checkId, token } = await addHeartbeat(db, clock);
      let spanId = await noteListening(ctx, undefined);
      const calls: JobCall[] = [];
      const away: { startedAt: number; endedAt: number }[] = [];
      for (const { beats, readAfterMs, listens, calls: said } of world) {
        const startedAt = clock.at;
        for (let beat = 0; beat < beats; beat += 1) {
          const call = said.find((one) => one.beat === beat);
          if (call && listens) {
            clock.advance(1_000);
            const { event } = call;
            await recordHeartbeat(ctx, { token, call: { event, exitCode: null, durationMs: null, message: null } });
            calls.push({ at: clock.at, event });
            clock.advance(-1_000);
          }
          clock.advance(BEAT_MS);
          if (listens) spanId = await noteListening(ctx, spanId);
          // Between two beats, and so soon after we went away, nobody knows more than at the last beat.
          const now = clock.at + readAfterMs;
          const lastBeat = listens ? clock.at : startedAt;
          const isTrusted = now - lastBeat <= TRUSTED_MS;
          const reading = (await listHeartbeatReadings(db, [checkId], now)).get(checkId);
          const open = isTrusted ? [] : [{ startedAt, endedAt: now }];
          const right = naiveVerdict(calls, [...away, ...open], { plan, now: isTrusted ? lastBeat : now });
          expect(verdictOf(judgeHeartbeat(reading, plan)), JSON.stringify({ calls, away, now, startedAt })).toBe(right);
        }
        if (listens) continue;
        away.push({ startedAt, endedAt: clock.at });
        spanId = await noteListening(ctx, undefined);
      }
    }),
    runsOf(10),
  );
}, 600_000);

function verdictOf(result: ProbeResult): JobVerdict {
  if (result.ok) return 'well';
  if (result.cause === 'heartbeat-late') return 'late';
  if (result.cause === 'heartbeat-failed') return 'failed';
  return result.cause === 'too-slow' ? 'too-slow' : 'unknown';
}
