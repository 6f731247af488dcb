import { type Interval, overlaps, subtractIntervals } from '../interval.ts';
import { type Instant, toIso } from '../time.ts';
import type { ProbeCause } from '../watching/probe-cause.ts';
import type { ProbeResult } from '../watching/probe-result.ts';
import type { HeartbeatRun } from './heartbeat-call.ts';

/** What a heartbeat check expects of its job. */
export interface HeartbeatExpectation {
  /** Time from one run to the next. */
  readonly everyMs: number;
  /** How much earlier or later a run may call. */
  readonly graceMs: number;
  /** A run that takes longer fails. */
  readonly longestMs?: number | undefined;
}

/** What a claimed heartbeat check carries: its job's last words, and when nobody could have called since. */
export interface HeartbeatReading {
  readonly readAt: Instant;
  readonly run: HeartbeatRun;
  readonly absences: readonly Interval[];
  /** From here on it is not certain yet that a call could have come. */
  readonly unconfirmedSince?: Instant;
  /** When the check was looked at before: how long an older run took was told then. */
  readonly lastLookAt?: Instant | null;
}

/** Judges a job by its calls. A call that nobody could have taken is never held against it. */
export function judgeHeartbeat(reading: HeartbeatReading | undefined, expectation: HeartbeatExpectation): ProbeResult {
  if (reading === undefined) return failed('heartbeat-never', 'This check has no address yet that a job could call.');
  const { run } = reading;
  if (run.lastCallAt === null) {
    return failed('heartbeat-never', 'No job has called this check’s address yet: what it does is unknown until then.');
  }
  const verdicts = [judgeRun(reading, expectation), judgeLateness(run.lastCallAt, reading, expectation)];
  // What we may have missed of a run excuses no call that we listened for in vain.
  const verdict = verdicts.find((one) => one !== undefined && isHeldAgainst(one)) ?? verdicts.find(Boolean);
  if (verdict) return verdict;
  if (run.outcome === null) return failed('heartbeat-never', 'The job has begun for the first time and not ended yet.');
  if (run.outcome === 'failed') return failed('heartbeat-failed', failureOf(run), run.durationMs);
  const { longestMs } = expectation;
  if (longestMs !== undefined && run.durationMs !== null && run.durationMs > longestMs) {
    const detail = `The job took ${run.durationMs} ms, more than the limit of ${longestMs} ms.`;
    return failed('too-slow', detail, run.durationMs);
  }
  const latencyMs = isNews(reading) ? run.durationMs : null;
  return { ok: true, latencyMs, timings: { totalMs: latencyMs ?? 0 } };
}

function isHeldAgainst(result: ProbeResult): boolean {
  return !result.ok && result.cause !== 'not-listening';
}

/** Whether the run ended since the last look. */
function isNews({ run, lastLookAt = null }: HeartbeatReading): boolean {
  return lastLookAt === null || run.finishedAt === null || run.finishedAt > lastLookAt;
}

/** Whether a run has begun that should have ended by now; the end may also have been said while nobody listened. */
function judgeRun(reading: HeartbeatReading, expectation: HeartbeatExpectation): ProbeResult | undefined {
  const { run, absences } = reading;
  const readAt = certainUntil(reading);
  const limitMs = expectation.longestMs ?? expectation.everyMs + expectation.graceMs;
  if (run.unfinishedSince === null || readAt < run.unfinishedSince + limitMs) return undefined;
  const begins = [run.unfinishedSince, run.startedAt ?? run.unfinishedSince];
  const seen = begins.find((startedAt) => {
    const endedAt = startedAt + limitMs;
    return readAt >= endedAt && !absences.some((absence) => overlaps(absence, { startedAt, endedAt }));
  });
  if (seen === undefined) return unheard(absences);
  return failed('heartbeat-late', `The job began at ${utcSecond(seen)} and has not said since that it ended.`);
}

/** Whether a call was due of which we listened to the whole time in which it could have come. */
function judgeLateness(
  lastCallAt: Instant,
  reading: HeartbeatReading,
  { everyMs, graceMs }: HeartbeatExpectation,
): ProbeResult | undefined {
  const { absences } = reading;
  const readAt = certainUntil(reading);
  const dueBy = lastCallAt + everyMs + graceMs;
  if (readAt < dueBy) return undefined;
  const listened = subtractIntervals([{ startedAt: lastCallAt, endedAt: readAt }], absences);
  const missed = listened.some(({ startedAt, endedAt }) => {
    const first = startedAt === lastCallAt ? 1 : Math.ceil((startedAt - lastCallAt + graceMs) / everyMs);
    return lastCallAt + first * everyMs + graceMs <= endedAt;
  });
  if (!missed) return unheard(absences);
  return failed(
    'heartbeat-late',
    `The job last called at ${utcSecond(lastCallAt)}; its next call was due by ${utcSecond(dueBy)}.`,
  );
}

function certainUntil({ readAt, unconfirmedSince = readAt }: HeartbeatReading): Instant {
  return Math.min(readAt, unconfirmedSince);
}

function unheard(absences: readonly Interval[]): ProbeResult {
  const last = absences.at(-1);
  const when = last ? ` from ${utcSecond(last.startedAt)} to ${utcSecond(last.endedAt)}` : '';
  return failed('not-listening', `A call was due, but we could not have taken it: we were away${when}.`);
}

function failureOf({ exitCode, finishedAt, message }: HeartbeatRun): string {
  const code = exitCode === null ? '' : ` with exit code ${exitCode}`;
  const when = finishedAt === null ? '' : ` at ${utcSecond(finishedAt)}`;
  return `The job said${when} that it failed${code}${message === null ? '.' : `: ${message}`}`;
}

function failed(cause: ProbeCause, detail: string, latencyMs: number | null = null): ProbeResult {
  return { ok: false, cause, detail, latencyMs, timings: { totalMs: latencyMs ?? 0 } };
}

/** `2026-11-01 03:00:00 UTC`: a sentence that is kept cannot say today. */
function utcSecond(at: Instant): string {
  return `${toIso(at).slice(0, 19).replace('T', ' ')} UTC`;
}
