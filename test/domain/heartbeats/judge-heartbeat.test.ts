import fc from 'fast-check';
import { expect, test } from 'vitest';
import { absencesSince, type ListeningSpan, unconfirmedSince } from '#domain/heartbeats/absences';
import { afterCall, type HeartbeatRun, readHeartbeatCall } from '#domain/heartbeats/heartbeat-call';
import { type HeartbeatExpectation, judgeHeartbeat } from '#domain/heartbeats/judge-heartbeat';
import type { Interval } from '#domain/interval';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '#domain/time';
import type { ProbeResult } from '#domain/watching/probe-result';

const T0 = Date.parse('2026-11-01T03:00:00Z');
const DAILY: HeartbeatExpectation = { everyMs: DAY_MS, graceMs: 10 * MINUTE_MS };
const NEVER: HeartbeatRun = {
  lastCallAt: null,
  startedAt: null,
  unfinishedSince: null,
  finishedAt: null,
  outcome: null,
  exitCode: null,
  durationMs: null,
  message: null,
};

/** A job whose calls came at these times after T0. */
function job(...calls: readonly (readonly [afterMs: number, suffix: string])[]): HeartbeatRun {
  return calls.reduce((run, [afterMs, suffix]) => {
    const call = readHeartbeatCall(suffix, {});
    if (!call) throw new Error(`“${suffix}” is no call.`);
    return afterCall(run, call, T0 + afterMs);
  }, NEVER);
}

function judge(
  run: HeartbeatRun,
  afterMs: number,
  absences: readonly Interval[] = [],
  expectation = DAILY,
): ProbeResult {
  return judgeHeartbeat({ readAt: T0 + afterMs, run, absences }, expectation);
}

function away(fromMs: number, untilMs: number): Interval {
  return { startedAt: T0 + fromMs, endedAt: T0 + untilMs };
}

const causeOf = (result: ProbeResult): string => (result.ok ? 'ok' : result.cause);

test('a job that never called is unknown, and the reason is said', () => {
  expect(judgeHeartbeat(undefined, DAILY)).toMatchObject({ cause: 'heartbeat-never', detail: /no address/ });
  expect(judge(NEVER, 90 * DAY_MS)).toMatchObject({ cause: 'heartbeat-never', detail: /unknown until then/ });
});

test('a job is good until its time and the grace are over, and late from that instant on', () => {
  const run = job([0, '']);
  const due = DAY_MS + DAILY.graceMs;
  expect(causeOf(judge(run, due - 1))).toBe('ok');
  expect(judge(run, due)).toMatchObject({ cause: 'heartbeat-late', detail: /2026-11-02 03:10:00 UTC/ });
});

test('a call that failed is a failure with its exit code and words until the job says otherwise', () => {
  const failed = afterCall(NEVER, { event: 'fail', exitCode: 3, durationMs: 1_200, message: 'disk full' }, T0);
  expect(judge(failed, HOUR_MS)).toMatchObject({ cause: 'heartbeat-failed', latencyMs: 1_200 });
  expect(judge(failed, HOUR_MS)).toMatchObject({ detail: expect.stringMatching(/exit code 3: disk full/) });
  expect(causeOf(judge(job([0, '3'], [HOUR_MS, '0']), 2 * HOUR_MS))).toBe('ok');
});

test('a start and an end tell the duration, which is the latency', () => {
  expect(judge(job([0, 'start'], [90 * SECOND_MS, '0']), HOUR_MS)).toMatchObject({ ok: true, latencyMs: 90_000 });
  expect(judge(job([0, '']), HOUR_MS)).toMatchObject({ ok: true, latencyMs: null });
});

test('a run that took too long, or began and never ended, is a failure', () => {
  const expectation = { ...DAILY, longestMs: HOUR_MS };
  const slow = job([0, 'start'], [HOUR_MS + 1, '']);
  expect(causeOf(judge(slow, 2 * HOUR_MS, [], expectation))).toBe('too-slow');
  const hung = job([0, ''], [HOUR_MS, 'start']);
  expect(causeOf(judge(hung, 2 * HOUR_MS - 1, [], expectation))).toBe('ok');
  expect(causeOf(judge(hung, 2 * HOUR_MS, [], expectation))).toBe('heartbeat-late');
  // Beginning again and again is no sign of life.
  const restless = job([0, ''], ...Array.from({ length: 20 }, (_, n) => [n * 5 * MINUTE_MS, 'start'] as const));
  expect(causeOf(judge(restless, 100 * MINUTE_MS, [], expectation))).toBe('heartbeat-late');
});

test('a first run that is still going on is unknown', () => {
  expect(causeOf(judge(job([0, 'start']), HOUR_MS))).toBe('heartbeat-never');
});

test('a call that nobody could take is not held against the job, the one after it is', () => {
  const run = job([0, '']);
  const restart = [away(DAY_MS - MINUTE_MS, DAY_MS + MINUTE_MS)];
  const due = DAY_MS + DAILY.graceMs;
  expect(causeOf(judge(run, due, restart))).toBe('not-listening');
  expect(causeOf(judge(run, due + DAY_MS - 1, restart))).toBe('not-listening');
  expect(causeOf(judge(run, due + DAY_MS, restart))).toBe('heartbeat-late');
});

test('being away at another time of the day excuses nothing', () => {
  const noon = [away(9 * HOUR_MS, 10 * HOUR_MS)];
  expect(causeOf(judge(job([0, '']), DAY_MS + DAILY.graceMs, noon))).toBe('heartbeat-late');
});

test('what was late before we went away stays late', () => {
  const later = [away(DAY_MS + HOUR_MS, 5 * DAY_MS)];
  expect(causeOf(judge(job([0, '']), 5 * DAY_MS, later))).toBe('heartbeat-late');
});

test('the end of a run may have been said while nobody listened', () => {
  const expectation = { ...DAILY, longestMs: HOUR_MS };
  const run = job([0, ''], [DAY_MS, 'start']);
  const restart = [away(DAY_MS + 30 * MINUTE_MS, DAY_MS + 31 * MINUTE_MS)];
  expect(causeOf(judge(run, DAY_MS + 2 * HOUR_MS, restart, expectation))).toBe('not-listening');
});

test('what may have been missed of a run excuses no call that was listened for in vain', () => {
  const run = job([0, 'start']);
  const restarted = away(HOUR_MS, 2 * HOUR_MS);
  const due = DAY_MS + DAILY.graceMs;
  expect(causeOf(judge(run, due - 1, [restarted]))).toBe('heartbeat-never');
  expect(causeOf(judge(run, due, [restarted]))).toBe('heartbeat-late');
  expect(causeOf(judge(run, 20 * DAY_MS, [restarted]))).toBe('heartbeat-late');
});

test('time counts as listened to while a process said so and our connection worked', () => {
  const spans = [
    { kind: 'listening', startedAt: T0, seenAt: T0 + HOUR_MS },
    { kind: 'listening', startedAt: T0 + 2 * HOUR_MS, seenAt: T0 + 5 * HOUR_MS - 20 * SECOND_MS },
    { kind: 'cut-off', startedAt: T0 + 3 * HOUR_MS, seenAt: T0 + 4 * HOUR_MS },
  ] as const;
  expect(absencesSince(T0 - HOUR_MS, T0 + 5 * HOUR_MS, spans)).toEqual([
    away(-HOUR_MS, 0),
    away(HOUR_MS, 2 * HOUR_MS),
    away(3 * HOUR_MS, 4 * HOUR_MS),
  ]);
  // The last beat is a minute old: that process has stopped or sleeps.
  expect(absencesSince(T0, T0 + 6 * HOUR_MS, spans).at(-1)).toEqual(away(5 * HOUR_MS - 20 * SECOND_MS, 6 * HOUR_MS));
});

/** How a job of every minute is judged by the processes that took calls, its last call a second after T0. */
function judgeBySpans(afterSeconds: number, ...spans: readonly (readonly [from: number, seen: number])[]): string {
  const now = T0 + afterSeconds * SECOND_MS;
  const listening = spans.map(
    ([from, seen]): ListeningSpan => ({
      kind: 'listening',
      startedAt: T0 + from * SECOND_MS,
      seenAt: T0 + seen * SECOND_MS,
    }),
  );
  const run = job([SECOND_MS, '']);
  const absences = absencesSince(T0 + SECOND_MS, now, listening);
  const reading = { readAt: now, run, absences, unconfirmedSince: unconfirmedSince(now, listening) };
  return causeOf(judgeHeartbeat(reading, { everyMs: MINUTE_MS, graceMs: 10 * SECOND_MS }));
}

test('a restart is an absence from the last word of the process that ended, however soon another began', () => {
  expect(judgeBySpans(80, [0, 50], [60, 80])).toBe('not-listening');
  expect(judgeBySpans(130, [0, 50], [60, 130])).toBe('not-listening');
  expect(judgeBySpans(131, [0, 50], [60, 131])).toBe('heartbeat-late');
  // The other process took the calls meanwhile.
  expect(judgeBySpans(80, [0, 50], [0, 80])).toBe('heartbeat-late');
});

test('a job is late once the time in which it could have called is known to have been listened to', () => {
  expect(judgeBySpans(75, [0, 70])).toBe('ok');
  expect(judgeBySpans(75, [0, 71])).toBe('heartbeat-late');
  // Whoever said so last is held to listen for half a minute; then nobody does.
  expect(judgeBySpans(100, [0, 70])).toBe('ok');
  expect(judgeBySpans(101, [0, 70])).toBe('not-listening');
  expect(judgeBySpans(75)).toBe('not-listening');
});

test('whatever the calls, the absences and the time, late is only said of a time in which we listened', () => {
  const span = fc.tuple(fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 1, max: 20_000 }));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 5_000 }), fc.constantFrom('', 'start', 'fail', '7')), {
        minLength: 1,
      }),
      fc.array(span, { maxLength: 6 }),
      fc.integer({ min: 5_000, max: 60_000 }),
      fc.integer({ min: 1, max: 9_000 }),
      fc.integer({ min: 0, max: 9_000 }),
      (calls, spans, afterMs, everyMs, graceMs) => {
        const run = job(...calls.toSorted(([a], [b]) => a - b));
        const absences = spans.map(([from, length]) => away(from, from + length));
        const whole = judge(run, afterMs, [away(0, afterMs)], { everyMs, graceMs });
        expect(causeOf(whole)).not.toBe('heartbeat-late');
        const result = judge(run, afterMs, absences, { everyMs, graceMs });
        // More absence never makes a job later.
        if (causeOf(judge(run, afterMs, [], { everyMs, graceMs })) !== 'heartbeat-late') {
          expect(causeOf(result)).not.toBe('heartbeat-late');
        }
      },
    ),
  );
});

test.each([
  ['', {}, { event: 'success', exitCode: null }],
  ['0', {}, { event: 'success', exitCode: 0 }],
  ['137', {}, { event: 'fail', exitCode: 137 }],
  ['fail', { exit: '0' }, { event: 'fail', exitCode: 0 }],
  [
    '',
    { exit: '2', duration: '1.5', message: ' a\r\nb\u0000c ' },
    { event: 'fail', exitCode: 2, durationMs: 1_500, message: 'a b c' },
  ],
  ['', { event: 'start', duration: '3' }, { event: 'start', durationMs: null }],
  ['', { duration: '250ms' }, { durationMs: 250 }],
  ['', { duration: '2m' }, { durationMs: 120_000 }],
  ['', { duration: '-1' }, { durationMs: null }],
  ['', { duration: '1e9' }, { durationMs: null }],
  ['', { exit: '-1' }, { event: 'fail', exitCode: -1 }],
  ['', { exit: '99999999999' }, { event: 'fail', exitCode: null }],
  ['', { event: 'nonsense' }, { event: 'success' }],
] as const)('the call “%s” with %j is read', (suffix, fields, expected) => {
  expect(readHeartbeatCall(suffix, fields)).toMatchObject(expected);
});

test('an end of the address that means nothing is no call, and no field makes reading throw', () => {
  for (const suffix of ['stop', '..', '-', '--1', '1.5', '00000000000'])
    expect(readHeartbeatCall(suffix, {})).toBeUndefined();
  const field = fc.oneof(fc.string(), fc.string({ unit: 'binary', maxLength: 3_000 }), fc.constant(undefined));
  fc.assert(
    fc.property(field, field, field, field, (event, exit, duration, message) => {
      const call = readHeartbeatCall('', {
        ...(event === undefined ? {} : { event }),
        ...(exit === undefined ? {} : { exit }),
        ...(duration === undefined ? {} : { duration }),
        ...(message === undefined ? {} : { message }),
      });
      expect(call?.message?.length ?? 0).toBeLessThanOrEqual(500);
      expect(call?.message ?? '').not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect(call?.durationMs ?? 0).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('how long a run took is told once, at the first look after it', () => {
  const reading = { readAt: T0 + 5 * MINUTE_MS, run: job([0, 'start'], [90 * SECOND_MS, '0']), absences: [] };
  const latencyAfter = (lastLookAt: number | null) => judgeHeartbeat({ ...reading, lastLookAt }, DAILY).latencyMs;
  expect([null, T0 + MINUTE_MS, T0 + 90 * SECOND_MS, T0 + 2 * MINUTE_MS].map(latencyAfter)).toEqual([
    90_000,
    90_000,
    null,
    null,
  ]);
});
