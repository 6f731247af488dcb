import type { Interval } from '../interval.ts';
import { addDays, dayOf, type Instant } from '../time.ts';
import type { AssessedWindow, ClaimDate } from './assessment.ts';
import type { ClaimReading, PolicyTerms } from './policy.ts';
import { downtimeToEarn } from './tier.ts';
import { addMonths, billingDay, lastDay, lastDayOfMonth } from './window.ts';

/** The last day to claim under every reading of the contract, the earliest first; empty when nothing needs to be asked for. */
export function claimDates(terms: PolicyTerms, window: AssessedWindow, downtime: readonly Interval[]): ClaimDate[] {
  if (terms.claim.automatic) return [];
  return terms.claim.readings
    .map((reading) => ({ by: lastDayToClaim(terms, reading, window, downtime), reading }))
    .toSorted((a, b) => (a.by < b.by ? -1 : a.by > b.by ? 1 : 0));
}

function lastDayToClaim(
  terms: PolicyTerms,
  reading: ClaimReading,
  window: AssessedWindow,
  downtime: readonly Interval[],
): string {
  const windowMonth = lastDay(window).slice(0, 7);
  const count = reading.count ?? 1;
  switch (reading.anchor) {
    case 'incident':
      return addDays(dayOf(downtime[0]?.startedAt ?? window.startedAt, window.zone), reading.days ?? 0);
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
function eligibleFrom(terms: PolicyTerms, window: AssessedWindow, downtime: readonly Interval[]): Instant {
  let needed = downtimeToEarn(terms, window.ms) ?? 0;
  for (const { startedAt, endedAt } of downtime) {
    if (needed <= endedAt - startedAt) return startedAt + needed;
    needed -= endedAt - startedAt;
  }
  return window.endedAt - 1;
}
