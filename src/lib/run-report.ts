import { isOfTheTarget, sentenceOfCause } from '#domain/watching/probe-cause';
import type { PhaseTimings } from '#domain/watching/probe-result';
import type { RunNote } from '#domain/watching/run-note';
import type { WatchedRun } from './watched-run.ts';

export interface RunPhase {
  readonly label: string;
  readonly ms: number;
}

/** A watched run as a page shows it. */
export interface RunReport {
  readonly ok: boolean;
  readonly title: string;
  readonly sentences: readonly string[];
  readonly phases: readonly RunPhase[];
  readonly expectations: readonly Extract<RunNote, { kind: 'expectation' }>[];
  readonly answers: readonly string[];
}

export function reportRun({ result, notes }: WatchedRun): RunReport {
  return {
    ok: result.ok,
    title: titleOf(result),
    sentences: result.ok ? [] : sentencesOfFailure(sentenceOfCause(result.cause), result.detail),
    phases: phasesOf(result.timings),
    expectations: notes.filter((note) => note.kind === 'expectation'),
    answers: notes.filter((note) => note.kind === 'answer').map(({ text }) => text),
  };
}

function titleOf(result: WatchedRun['result']): string {
  if (result.ok) return result.latencyMs === null ? 'It works.' : `It works: answered in ${result.latencyMs} ms.`;
  return isOfTheTarget(result.cause) ? 'It fails.' : 'It could not be asked: its time would be unknown, not down.';
}

const OPENING_WORDS = 4;

/** The cause in general, then what happened here; the second alone where it begins as the first does and only says it more exactly. */
export function sentencesOfFailure(cause: string, detail: string): readonly string[] {
  if (detail === '') return [cause];
  return detail.startsWith(cause) || openingOf(detail) === openingOf(cause) ? [detail] : [cause, detail];
}

function openingOf(sentence: string): string {
  return sentence.replace(/[.:,]/g, '').split(' ').slice(0, OPENING_WORDS).join(' ');
}

/** Timings tell when each phase ended; people want to know how long each took. */
export function phasesOf(timings: PhaseTimings): readonly RunPhase[] {
  const ends = [
    ['Name lookup', timings.lookupMs],
    ['Connection', timings.connectMs],
    ['Encryption (TLS)', timings.tlsMs],
    ['First byte', timings.firstByteMs],
    [timings.firstByteMs === undefined ? 'After that' : 'Rest of the answer', timings.totalMs],
  ] as const;
  const phases: RunPhase[] = [];
  let before = 0;
  for (const [label, end] of ends) {
    if (end === undefined) continue;
    phases.push({ label, ms: Math.max(0, end - before) });
    before = Math.max(before, end);
  }
  return timings.totalMs === 0 ? [] : [...phases, { label: 'Altogether', ms: timings.totalMs }];
}
