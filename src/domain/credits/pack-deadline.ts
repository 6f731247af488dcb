import type { ClaimReading } from '../sla/policy.ts';
import { addDays, dayOf } from '../time.ts';
import type { ContractLine } from './assess-contract.ts';
import { daysUntil } from './judge-claim.ts';
import type { PackFacts } from './pack-facts.ts';

/** Until when to act: through a reseller first, then towards the provider, by each reading of the contract. */
export interface PackDeadline {
  readonly zone: string;
  /** Last days as `YYYY-MM-DD`; empty where the terms set no limit. */
  readonly provider: readonly { readonly by: string; readonly reading: ClaimReading }[];
  readonly reseller: { readonly name: string; readonly by: string | null } | null;
  /** The day to keep: the reseller's where there is one. */
  readonly actBy: string | null;
  /** Whole days from today to that day; below zero once it has passed. */
  readonly daysLeft: number | null;
  /** Every reading of the contract has passed. */
  readonly lapsed: boolean;
}

/** The dates of a claim over these services: of several the earliest binds all. */
export function packDeadline(facts: PackFacts, lines: readonly ContractLine[]): PackDeadline {
  const { zone } = facts.window.assessment.window;
  const { now, party } = facts;
  const provider = earliestOfEach(lines);
  const first = provider[0]?.by ?? null;
  const reseller = party.reseller === null ? null : { name: party.reseller, by: daysBefore(first, party.resellerDays) };
  const actBy = reseller?.by ?? first;
  const last = provider.at(-1)?.by;
  return {
    zone,
    provider,
    reseller,
    actBy,
    daysLeft: actBy === null ? null : daysUntil(actBy, now, zone),
    lapsed: last !== undefined && dayOf(now, zone) > last,
  };
}

function earliestOfEach(lines: readonly ContractLine[]): PackDeadline['provider'] {
  const all = lines.flatMap(({ line }) => line.claimDates).toSorted((a, b) => (a.by < b.by ? -1 : 1));
  const readings = new Map<string, (typeof all)[number]>();
  for (const date of all) {
    const key = JSON.stringify(date.reading);
    if (!readings.has(key)) readings.set(key, date);
  }
  return [...readings.values()];
}

function daysBefore(day: string | null, days: number | null): string | null {
  return day === null ? null : addDays(day, -(days ?? 0));
}
