import { clipIntervals, type Interval, mergeIntervals, subtractIntervals } from '../interval.ts';
import type { Instant } from '../time.ts';
import { type ArithmeticEvidence, blindIntervals, type ContractedService } from './evidence.ts';

/**
 * From when any record speaks of a service in a window, the window’s own beginning (or the contract’s) at the earliest;
 * null where none does: no check saw it, no feed was read yet, and nobody recorded an outage.
 */
export function recordedFrom(
  evidence: ArithmeticEvidence,
  service: ContractedService,
  { window, asOf }: { readonly window: Interval; readonly asOf: Instant },
): Instant | null {
  const span = passedSpan(evidence, window, asOf);
  if (span.endedAt <= span.startedAt) return window.startedAt;
  const stated = statedFrom(service);
  const spans = [
    ...seenIntervals(evidence, service, { span, asOf }),
    ...(stated === null ? [] : [{ startedAt: stated, endedAt: span.endedAt }]),
    ...outageIntervals(evidence, service, asOf),
  ];
  return mergeIntervals(clipIntervals(spans, span))[0]?.startedAt ?? null;
}

/** From when the silence of the provider means that all was well; null where nobody states anything. */
export function statedFrom({ statedBy, statedSince }: ContractedService): Instant | null {
  return statedBy === null ? null : (statedSince ?? 0);
}

/** What of a window lies in the term of the contract and is over. */
export function passedSpan({ contract }: ArithmeticEvidence, window: Interval, asOf: Instant): Interval {
  return {
    startedAt: Math.max(window.startedAt, contract.startsAt),
    endedAt: Math.min(window.endedAt, asOf, contract.endsAt ?? Number.POSITIVE_INFINITY),
  };
}

function seenIntervals(
  evidence: ArithmeticEvidence,
  service: ContractedService,
  { span, asOf }: { readonly span: Interval; readonly asOf: Instant },
): Interval[] {
  const blind = blindIntervals(evidence, service, asOf);
  return blind === undefined ? [] : subtractIntervals([span], blind);
}

function outageIntervals({ outages }: ArithmeticEvidence, service: ContractedService, asOf: Instant): Interval[] {
  return outages
    .filter(({ serviceId }) => serviceId === service.id)
    .flatMap(({ phases }) => phases.map(({ startedAt, endedAt }) => ({ startedAt, endedAt: endedAt ?? asOf })));
}
