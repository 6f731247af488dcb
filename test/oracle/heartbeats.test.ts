import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimDueChecks } from '#commands/claim-due-checks';
import type { CommandContext } from '#commands/context';
import { noteListening } from '#commands/note-listening';
import { recordHeartbeat } from '#commands/record-heartbeat';
import { recordSamples } from '#commands/record-samples';
import { listHeartbeatReadings } from '#db/queries/heartbeats';
import { judgeHeartbeat } from '#domain/heartbeats/judge-heartbeat';
import { judgeProbe } from '#domain/watching/judge-probe';
import type { ProbeResult } from '#domain/watching/probe-result';
import { TestClock, testContext } from '#test/support/context';
import type { OpenedDatabase } from '#test/support/databases';
import { addHeartbeat } from '#test/support/heartbeats';
import { openQuickDatabase, runsOf } from '#test/support/oracle/live';
import { type JobCall, type JobPlan, type JobVerdict, naiveVerdict } from '#test/support/oracle/naive-heartbeat';
import { type NaiveCheck, naiveOutages, type WrittenLook } from '#test/support/oracle/naive-judge';
import { blankBooks, writtenOutages } from '#test/support/oracle/scene';

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

const patience = fc.record({
  failAfter: fc.integer({ min: 1, max: 3 }),
  recoverAfter: fc.integer({ min: 1, max: 3 }),
  intervalMs: fc.constantFrom(20_000, 30_000, 60_000),
  timeoutMs: fc.constantFrom(1_000, 10_000),
});

test('the outages of a job are those that the slow judge makes of what its calls amounted to at each look', async () => {
  await fc.assert(
    fc.asyncProperty(plans, stretches, patience, async (plan, world, rules) => {
      const { db } = database.connection;
      const clock = new TestClock();
      const ctx = testContext(db, clock);
      const createdAt = clock.at;
      await blankBooks(ctx);
      await db.deleteFrom('listeningSpan').execute();
      const { checkId, token } = await addHeartbeat(db, clock);
      await db.updateTable('healthCheck').set(rules).where('id', '=', checkId).execute();
      const calls: JobCall[] = [];
      const away: { startedAt: number; endedAt: number }[] = [];
      const looks: WrittenLook[] = [];
      for (const { beats, listens, calls: said } of world) {
        const startedAt = clock.at;
        let spanId = listens ? await noteListening(ctx, undefined) : undefined;
        for (let beat = 0; beat < beats; beat += 1) {
          clock.advance(BEAT_MS);
          if (!listens) continue;
          const call = said.find((one) => one.beat === beat);
          if (call) {
            const { event } = call;
            await recordHeartbeat(ctx, { token, call: { event, exitCode: null, durationMs: null, message: null } });
            calls.push({ at: clock.at, event });
            clock.advance(1_000);
          }
          spanId = await noteListening(ctx, spanId);
          if (!(await look(ctx, plan))) continue;
          const verdict = naiveVerdict(calls, away, { plan, now: clock.at });
          looks.push({ at: clock.at, state: verdict === 'well' ? 'up' : verdict === 'unknown' ? 'unknown' : 'down' });
        }
        if (!listens) away.push({ startedAt, endedAt: clock.at });
      }
      clock.advance(1_000);
      const row = await db
        .selectFrom('healthCheck')
        .select(['no', 'serviceId'])
        .where('id', '=', checkId)
        .executeTakeFirstOrThrow();
      const samples = db.selectFrom('sample').select(['at', 'state']).where('checkNo', '=', row.no).orderBy('at');
      expect(await samples.execute()).toEqual(looks);
      const check: NaiveCheck = { ...rules, looks, createdAt, impact: 'down', paused: [] };
      const rule = { downWhen: 'any', downCount: 1, otherwise: 'degraded' } as const;
      expect(await writtenOutages(db, row.serviceId, clock.at)).toEqual(naiveOutages([check], rule, clock.at));
    }),
    runsOf(10),
  );
}, 600_000);

/** One look, as a poller has it, if the check is due. */
async function look(ctx: CommandContext, plan: JobPlan): Promise<boolean> {
  const [check] = await claimDueChecks(ctx, { limit: 10, graceMs: 6_000 });
  if (!check) return false;
  const result = judgeHeartbeat(check.heartbeat, plan);
  const sample = judgeProbe(check.heartbeat?.readAt ?? ctx.now(), result, 'working');
  const { id: checkId, leaseToken } = check;
  const why = result.ok ? { cause: null, detail: null } : { cause: result.cause, detail: result.detail };
  await recordSamples(ctx, { outcomes: [{ checkId, leaseToken, sample, latencyMs: null, ...why }] });
  return true;
}

function verdictOf(result: ProbeResult): JobVerdict {
  if (result.ok) return 'well';
  if (result.cause === 'heartbeat-late') return 'late';
  if (result.cause === 'heartbeat-failed') return 'failed';
  return result.cause === 'too-slow' ? 'too-slow' : 'unknown';
}
