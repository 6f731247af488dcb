import { addDays, dayOf, type Instant } from '../time.ts';
import type { AssessedWindow, ClaimDate } from './assessment.ts';
import { ceiling } from './fraction.ts';
import type { ClaimReading, PolicyTerms } from './policy.ts';
import { downtimeToEarn } from './tier.ts';
import { type WeightedSpan, WHOLE } from './weigh-spans.ts';
import { addMonths, billingDay, lastDay, lastDayOfMonth } from './window.ts';

/** The downtime that a claim is about. */
export interface ClaimedDowntime {
  readonly spans: readonly WeightedSpan[];
  /** When the first incident of it began, be it before the window. */
  readonly beganAt: Instant | undefined;
  /** How much of the window is divided. */
  readonly knownMs: number;
}

/** The last day to claim under every reading of the contract, the earliest first; empty when nothing needs to be asked for. */
export function claimDates(terms: PolicyTerms, window: AssessedWindow, downtime: ClaimedDowntime): ClaimDate[] {
  if (terms.claim.automatic) return [];
  return terms.claim.readings
    .map((reading) => ({ by: lastDayToClaim(terms, reading, window, downtime), reading }))
    .toSorted((a, b) => (a.by < b.by ? -1 : a.by > b.by ? 1 : 0));
}

function lastDayToClaim(
  terms: PolicyTerms,
  reading: ClaimReading,
  window: AssessedWindow,
  downtime: ClaimedDowntime,
): string {
  const windowMonth = lastDay(window).slice(0, 7);
  const count = reading.count ?? 1;
  switch (reading.anchor) {
    case 'incident':
      return addDays(dayOf(downtime.beganAt ?? window.startedAt, window.zone), reading.days ?? 0);
    case 'eligibility':
      return addDays(dayOf(eligibleFrom(terms, window, downtime), window.zone), reading.days ?? 0);
    case 'window-end':
      return addDays(lastDay(window), reading.days ?? 0);
    case 'month-end':
      return lastDayOfMonth(addMonths(windowMonth, count));
    case 'billing-cycle-end': {
      const begins = addMonths(dayOf(window.endedAt, window.zone).slice(0, 7), count);
      return addDays(billingDay(terms.window, begins), -1);
    }
  }
}

/** The instant at which the downtime of the window first earned something. */
function eligibleFrom(terms: PolicyTerms, window: AssessedWindow, { spans, knownMs }: ClaimedDowntime): Instant {
  let needed = BigInt(downtimeToEarn(terms, knownMs) ?? 0) * BigInt(WHOLE);
  for (const { startedAt, endedAt, weight } of spans) {
    const cost = BigInt(endedAt - startedAt) * BigInt(weight);
    if (needed <= cost) return startedAt + Number(ceiling({ numerator: needed, denominator: BigInt(weight) }));
    needed -= cost;
  }
  return window.endedAt - 1;
}
