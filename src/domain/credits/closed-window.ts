import type { Interval } from '../interval.ts';
import type { AssessedWindow } from '../sla/assessment.ts';
import { type Instant, MINUTE_MS } from '../time.ts';
import { assessContract, type ContractWindow } from './assess-contract.ts';
import type { ArithmeticEvidence, ContractEvidence } from './evidence.ts';
import { maintenanceThatCounts } from './evidence-maintenance.ts';

/**
 * How long a closed window waits before it is frozen: checks need a few samples to confirm what began before its end, and a feed a
 * reading. What arrives later opens it again, visibly.
 */
export const SETTLE_MS = 10 * MINUTE_MS;

/** Everything the arithmetic of one window reads; the same input gives the same result on every machine. */
export interface ArithmeticInput extends ArithmeticEvidence {
  readonly month: string;
  readonly asOf: Instant;
}

/** The input of a window without what belongs to one customer alone; of an open one as of `now`. */
export function arithmeticInput(
  evidence: ContractEvidence,
  closed: { readonly month: string; readonly window: AssessedWindow; readonly now: Instant },
): ArithmeticInput {
  const { window, month, now } = closed;
  const { policy, services, checks, outages, gaps, exclusions = [], fee } = evidence;
  const maintenance = maintenanceThatCounts(evidence, window);
  const asOf = now < window.endedAt ? now : closedAsOf(evidence, window, now);
  const input = {
    month,
    asOf,
    policy,
    services,
    checks,
    outages: outages.map(({ incident: _, ...outage }) => outage),
    gaps,
    // Left away where there is none: contracts that nobody took anything out of, and whose terms need no fee, share what they rest on.
    ...(maintenance.length > 0 ? { maintenance } : {}),
    ...(exclusions.length > 0 ? { exclusions } : {}),
    ...(fee ? { fee } : {}),
  };
  return { ...input, contract: shareableTerm({ ...evidence, maintenance }, window, asOf) };
}

/** Runs the arithmetic of a stored or handed-over input. */
export function assessInput(input: ArithmeticInput): ContractWindow {
  return assessContract(input, input.month, input.asOf);
}

/**
 * Up to when the outages of a closed window are known: to their ends, though these lie behind it, because a contract's minimum length
 * looks at the whole of an outage; to `now` while one goes on.
 */
export function closedAsOf(evidence: ArithmeticEvidence, window: Interval, now: Instant): Instant {
  const ends = [...evidence.outages.flatMap(({ phases }) => phases), ...evidence.gaps].map(({ endedAt }) => endedAt);
  if (ends.includes(null)) return Math.max(now, window.endedAt);
  return Math.max(window.endedAt, ...ends.filter((end) => end !== null));
}

/** Days on which a contract began or ends count only where they cut something; elsewhere contracts share one arithmetic. */
function shareableTerm(
  { contract, outages, gaps, maintenance = [] }: ContractEvidence,
  window: Interval,
  asOf: Instant,
): ArithmeticEvidence['contract'] {
  const { id: _, startsAt, endsAt, ...terms } = contract;
  const starts = [...outages.flatMap(({ phases }) => phases), ...gaps, ...maintenance].map((span) => span.startedAt);
  const first = Math.min(window.startedAt, ...starts);
  return {
    ...terms,
    startsAt: Math.max(startsAt, first),
    endsAt: endsAt !== null && endsAt < Math.max(asOf, window.endedAt) ? endsAt : null,
  };
}
