import { dayOf, type Instant } from '../time.ts';
import type { BillingPlan, FeePer } from '../words.ts';

/** What a contract costs from a day on. */
export interface FeeState {
  /** `YYYY-MM-DD` in the zone of the contract. */
  readonly from: string;
  /** Minor units for one month or year, of the whole contract or of one seat; null where nobody recorded it. */
  readonly feeMinor: number | null;
  readonly feePer: FeePer;
  readonly seats: number | null;
  readonly billingPlan: BillingPlan | null;
}

/** What a contract cost and costs, day by day; all that the value of a credit rests on. */
export interface FeeHistory {
  readonly currency: string | null;
  readonly zone: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant | null;
  /** How many services share the fee. */
  readonly services: number;
  /** By day, the oldest first; the first one holds from the first day of the contract. */
  readonly states: readonly FeeState[];
}

/** A change as it was written down. */
export interface RecordedChange extends Omit<FeeState, 'from'> {
  readonly effectiveOn: string;
  readonly edition: string | null;
  readonly at: Instant;
}

interface ContractFee extends Omit<FeeState, 'from'> {
  readonly currency: string | null;
  readonly startsAt: Instant;
  readonly endsAt: Instant | null;
}

/** The history of a contract: its own figures first, then the changes; of two for one day the later written counts. */
export function feeHistory(
  contract: ContractFee,
  { zone, services, changes }: Pick<FeeHistory, 'zone' | 'services'> & { readonly changes: readonly RecordedChange[] },
): FeeHistory {
  const first = stateFrom(dayOf(contract.startsAt, zone), contract);
  const later = changesByDay(changes).map((change) => stateFrom(change.effectiveOn, change));
  const { currency, startsAt, endsAt } = contract;
  return { currency, zone, startsAt, endsAt, services, states: [first, ...later] };
}

/** One change for each day, the oldest day first. */
export function changesByDay<Change extends Pick<RecordedChange, 'effectiveOn' | 'at'>>(
  changes: readonly Change[],
): Change[] {
  const last = new Map<string, Change>();
  for (const change of changes.toSorted((a, b) => a.at - b.at)) last.set(change.effectiveOn, change);
  return [...last.values()].toSorted((a, b) => (a.effectiveOn < b.effectiveOn ? -1 : 1));
}

/** What holds on a day. */
export function stateOn(states: readonly FeeState[], day: string): FeeState | undefined {
  return states.findLast(({ from }) => from <= day) ?? states[0];
}

function stateFrom(from: string, { feeMinor, feePer, seats, billingPlan }: Omit<FeeState, 'from'>): FeeState {
  return { from, feeMinor, feePer, seats, billingPlan };
}

/** The figures of a contract as they stood until somebody corrected them. */
export interface CorrectedFee extends Omit<FeeState, 'from'> {
  readonly currency: string | null;
  readonly at: Instant;
}

/** The history of a contract as it was known at every time since an instant, the one of now first. */
export function feeHistoriesSince(
  contract: ContractFee,
  record: Parameters<typeof feeHistory>[1] & { readonly corrected: readonly CorrectedFee[] },
  since: Instant,
): FeeHistory[] {
  const corrected = record.corrected.toSorted((a, b) => a.at - b.at);
  const times = [...corrected, ...record.changes].map(({ at }) => at).filter((at) => at >= since);
  const before = [...new Set(times)].map((time) => {
    const changes = record.changes.filter(({ at }) => at < time);
    return feeHistory({ ...contract, ...corrected.find(({ at }) => at >= time) }, { ...record, changes });
  });
  return [feeHistory(contract, record), ...before];
}
