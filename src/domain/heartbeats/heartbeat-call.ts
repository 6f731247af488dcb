import { DAY_MS, type Instant } from '../time.ts';

export const HEARTBEAT_EVENTS = ['start', 'success', 'fail'] as const;
export type HeartbeatEvent = (typeof HEARTBEAT_EVENTS)[number];
export type HeartbeatOutcome = 'ok' | 'failed';

/** What a job says when it calls. */
export interface HeartbeatCall {
  readonly event: HeartbeatEvent;
  readonly exitCode: number | null;
  readonly durationMs: number | null;
  readonly message: string | null;
}

/** What is known of a job from its calls so far. */
export interface HeartbeatRun {
  readonly lastCallAt: Instant | null;
  /** Of the newest start. */
  readonly startedAt: Instant | null;
  /** Of the first start since the job last ended. */
  readonly unfinishedSince: Instant | null;
  readonly finishedAt: Instant | null;
  readonly outcome: HeartbeatOutcome | null;
  readonly exitCode: number | null;
  readonly durationMs: number | null;
  readonly message: string | null;
}

/** What a call carries besides its address, wherever it stood: query, form, JSON or the body as it is. */
export interface HeartbeatFields {
  readonly event?: string;
  readonly exit?: string;
  readonly duration?: string;
  readonly message?: string;
}

const LONGEST_MESSAGE = 500;
const LONGEST_RUN_MS = 400 * DAY_MS;
const HIGHEST_EXIT_CODE = 2 ** 32 - 1;
/** Windows counts some of its codes from below zero. */
const LOWEST_EXIT_CODE = -(2 ** 31);
const START_WORDS = new Set(['start', 'started']);
const FAIL_WORDS = new Set(['fail', 'failed', 'failure', 'error']);
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const CONTROL_CHARACTERS = /[\p{Cc}\p{Cf}]+/gu;

/**
 * Reads a call; undefined where the end of its address means nothing. A field that cannot be read is left out: the call itself
 * counts all the same. An exit code decides over success and failure, unless the call says `fail` or `start`; one that cannot be
 * read is not zero.
 */
export function readHeartbeatCall(suffix: string, fields: HeartbeatFields): HeartbeatCall | undefined {
  const isWord = suffix === 'start' || suffix === 'fail';
  if (suffix !== '' && !isWord && readExitCode(suffix) === null) return undefined;
  const word = (isWord ? suffix : (fields.event ?? '')).trim().toLowerCase();
  const told = suffix !== '' && !isWord ? suffix : (fields.exit ?? '').trim();
  const exitCode = readExitCode(told);
  const message = readMessage(fields.message);
  if (START_WORDS.has(word)) return { event: 'start', exitCode: null, durationMs: null, message };
  const failed = FAIL_WORDS.has(word) || (told !== '' && exitCode !== 0);
  return { event: failed ? 'fail' : 'success', exitCode, durationMs: readDuration(fields.duration), message };
}

/** What is known after one more call. A run that does not tell its length took from its newest start to its end. */
export function afterCall(run: HeartbeatRun, call: HeartbeatCall, at: Instant): HeartbeatRun {
  if (call.event === 'start') {
    return { ...run, lastCallAt: at, startedAt: at, unfinishedSince: run.unfinishedSince ?? at };
  }
  const isUnderWay = run.unfinishedSince !== null && run.startedAt !== null;
  const measuredMs = isUnderWay && run.startedAt !== null ? Math.max(0, at - run.startedAt) : null;
  return {
    lastCallAt: at,
    startedAt: run.startedAt,
    unfinishedSince: null,
    finishedAt: at,
    outcome: call.event === 'fail' ? 'failed' : 'ok',
    exitCode: call.exitCode,
    durationMs: call.durationMs ?? measuredMs,
    message: call.message,
  };
}

function readExitCode(text: string): number | null {
  if (!/^-?\d{1,10}$/.test(text)) return null;
  const code = Number(text);
  return code >= LOWEST_EXIT_CODE && code <= HIGHEST_EXIT_CODE ? code : null;
}

/** `12.5` and `12.5s` are seconds; `ms`, `m` and `h` may stand behind the number. */
function readDuration(text: string | undefined): number | null {
  const [, number, unit = 's'] = /^(\d{1,9}(?:\.\d{1,9})?) ?(ms|s|m|h)?$/.exec(text?.trim() ?? '') ?? [];
  if (number === undefined) return null;
  const ms = Math.round(Number(number) * (UNIT_MS[unit] ?? 0));
  return ms <= LONGEST_RUN_MS ? ms : null;
}

function readMessage(text: string | undefined): string | null {
  const line = (text ?? '')
    .slice(0, 4 * LONGEST_MESSAGE)
    .toWellFormed()
    .replace(CONTROL_CHARACTERS, ' ')
    .trim();
  return line === '' ? null : line.slice(0, LONGEST_MESSAGE).toWellFormed();
}
