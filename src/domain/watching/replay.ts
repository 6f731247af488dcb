import type { Instant } from '../time.ts';
import type { SampleState } from '../words.ts';
import { type CheckRules, type CheckState, type Detection, detectOutage } from './detect-outage.ts';
import { type FailureSpan, planOutages } from './plan-outages.ts';

/** One look at a service, as somebody recorded it. */
export interface RecordedLook {
  readonly service: string;
  readonly at: Instant;
  readonly state: SampleState;
}

/**
 * What became of a look that failed: part of an outage, or of none because a good one came before enough failures did, because
 * nobody looked for too long, or because there was no further look.
 */
export type LookVerdict = 'outage' | 'recovered-first' | 'silence' | 'last-look';

export interface FailedLook {
  readonly at: Instant;
  readonly verdict: LookVerdict;
}

export interface ReplayedService {
  readonly service: string;
  readonly looks: number;
  readonly failed: readonly FailedLook[];
  readonly outages: readonly { readonly startedAt: Instant; readonly endedAt: Instant | null }[];
  /** Times between two looks in which nobody looked for too long. */
  readonly gaps: readonly { readonly startedAt: Instant; readonly endedAt: Instant }[];
  readonly firstAt: Instant;
  readonly lastAt: Instant;
}

const UNSEEN: CheckState = {
  ...{ state: 'unknown', stateSince: 0, failureCount: 0, successCount: 0 },
  ...{ firstFailureAt: null, firstSuccessAt: null, lastSampleAt: null, lastUpAt: null },
  blindSince: null,
};

/** Judges a recorded history as if each service had been watched by one check with these rules. */
export function replay(looks: readonly RecordedLook[], rules: CheckRules): ReplayedService[] {
  return [...Map.groupBy(looks, ({ service }) => service)]
    .map(([service, own]) => replayService(service, own, rules))
    .toSorted((a, b) => (a.service < b.service ? -1 : 1));
}

function replayService(service: string, unsorted: readonly RecordedLook[], rules: CheckRules): ReplayedService {
  const looks = unsorted.toSorted((a, b) => a.at - b.at);
  const spans: FailureSpan[] = [];
  const gaps: { startedAt: Instant; endedAt: Instant }[] = [];
  let check = UNSEEN;
  for (const { at, state } of looks) {
    const detection = detectOutage(
      check,
      { at, state, gapCause: state === 'unknown' ? 'not-measurable' : null },
      rules,
    );
    if (detection.gap) gaps.push({ startedAt: detection.gap.startedAt, endedAt: at });
    noteChange(spans, detection, service);
    check = detection.check;
  }
  const outages = planOutages(spans).map(({ startedAt, endedAt }) => ({ startedAt, endedAt }));
  const failed = looks.flatMap(({ at, state }, index) =>
    state === 'down' ? [{ at, verdict: verdictOf(at, looks.slice(index + 1), { outages, gaps }) }] : [],
  );
  const [firstAt, lastAt] = [looks[0]?.at ?? 0, looks.at(-1)?.at ?? 0];
  return { service, looks: looks.length, failed, outages, gaps, firstAt, lastAt };
}

function noteChange(spans: FailureSpan[], { change }: Detection, checkId: string): void {
  if (change?.kind === 'failed') {
    spans.push({ checkId, startedAt: change.at, endedAt: null, impact: 'down', surface: 'web' });
  } else if (change) {
    const last = spans.pop();
    if (last) spans.push({ ...last, endedAt: change.at });
  }
}

function verdictOf(
  at: Instant,
  later: readonly RecordedLook[],
  { outages, gaps }: Pick<ReplayedService, 'outages' | 'gaps'>,
): LookVerdict {
  const isInside = (span: { readonly startedAt: Instant; readonly endedAt: Instant | null }): boolean =>
    span.startedAt <= at && at < (span.endedAt ?? Number.POSITIVE_INFINITY);
  if (outages.some(isInside)) return 'outage';
  const good = later.find(({ state }) => state === 'up');
  const silence = gaps.find((gap) => gap.startedAt >= at);
  if (silence && silence.endedAt <= (good?.at ?? Number.POSITIVE_INFINITY)) return 'silence';
  return good ? 'recovered-first' : 'last-look';
}
