import { isSameUnit } from '#domain/sla/credit-unit';
import type { BulkAction, BulkPlan } from '#domain/words';
import { type SecondSums, secondAboveIn } from '../second-sums.ts';
import type { AffectedCredit, AffectedService } from './affected.ts';
import { isWaiting } from './judge-affected.ts';

/** Why nothing is done for a contract. */
export type BulkRefusal =
  | 'provider-decides'
  | 'we-decide'
  | 'window-open'
  | 'not-owed'
  | 'lapsed'
  | 'granted-before'
  | 'second-waits'
  | 'under-appeal'
  | 'other-unit'
  | 'cap-used'
  | 'nothing-asked'
  | 'asked-before';

/** What a step would do for one contract and window. */
export interface PlannedItem {
  readonly plan: BulkPlan;
  /** In the unit of the window. */
  readonly amount: number;
  readonly why: BulkRefusal | null;
  /** The services it is done for. */
  readonly services: readonly AffectedService[];
}

export interface BulkQuestion {
  readonly action: BulkAction;
  /** Above so much in one window a second operator confirms; null for none. */
  readonly secondAbove: SecondSums;
}

/** Foretells what a step does for one contract; the commands themselves decide when it is done. */
export function planBulkItem(row: AffectedCredit, question: BulkQuestion): PlannedItem {
  if (question.action === 'grant') return planGrant(row, question);
  if (question.action === 'decline') return planDecline(row);
  return planAsk(row);
}

function planGrant(row: AffectedCredit, { secondAbove }: BulkQuestion): PlannedItem {
  if (row.direction === 'owed-to-us') return refuse('provider-decides');
  if (row.state === 'second') return refuse('second-waits');
  if (row.state === 'appeal') return refuse('under-appeal');
  if (row.open) return refuse('window-open');
  const services = row.services.filter((one) => one.free || waits(one));
  const wanted = sum(services);
  if (wanted === 0) return refuse(whyNothing(row));
  if (row.grants && row.grants.grantedAmount !== 0 && !isSameUnit(row.grants, row.owed)) return refuse('other-unit');
  const amount = Math.min(wanted, leftUnderCap(row));
  if (amount <= 0) return refuse('cap-used');
  const inAll = amount + (row.grants?.grantedAmount ?? 0);
  return { plan: needsSecond(row, inAll, secondAbove) ? 'second' : 'do', amount, why: null, services };
}

/** As far as the row tells; what the contract was said to cost before, the decision itself looks up. */
function needsSecond({ owed, worth }: AffectedCredit, inAll: number, secondAbove: SecondSums): boolean {
  const above = secondAboveIn(secondAbove, owed);
  if (above !== null || owed.unit === 'money' || secondAbove.money === null) return above !== null && inAll > above;
  if (!worth.known || owed.value === 0) return true;
  const sum = secondAboveIn(secondAbove, { unit: 'money', currency: worth.currency });
  return sum !== null && BigInt(worth.minor) * BigInt(inAll) > BigInt(sum) * BigInt(owed.value);
}

function planDecline(row: AffectedCredit): PlannedItem {
  if (row.direction === 'owed-to-us') return refuse('provider-decides');
  if (row.state === 'second') return refuse('second-waits');
  if (row.state === 'appeal') return refuse('under-appeal');
  const services = row.services.filter(waits);
  if (services.length === 0) return refuse('nothing-asked');
  return { plan: 'do', amount: sum(services), why: null, services };
}

function planAsk(row: AffectedCredit): PlannedItem {
  if (row.direction === 'we-owe') return refuse('we-decide');
  const services = row.services.filter((one) => one.free);
  if (services.length > 0) return { plan: 'do', amount: Math.min(sum(services), row.owed.value), why: null, services };
  return refuse(row.services.some(waits) ? 'asked-before' : whyNothing(row));
}

function whyNothing(row: AffectedCredit): BulkRefusal {
  if (row.services.some(({ claim }) => claim?.live && claim.creditedAmount > 0)) return 'granted-before';
  if (row.state === 'lapsed') return 'lapsed';
  return 'not-owed';
}

/** What is granted already is kept; before the first grant the arithmetic has cut the sum itself. */
function leftUnderCap({ grants, owed }: AffectedCredit): number {
  if (!grants) return owed.value;
  return grants.capAmount === null ? Number.POSITIVE_INFINITY : grants.capAmount - grants.grantedAmount;
}

/** Whether a claim on this service waits for an answer. */
export function waits({ claim }: AffectedService): boolean {
  return claim?.live === true && isWaiting(claim.stage);
}

function sum(services: readonly AffectedService[]): number {
  return services.reduce((total, { amount }) => total + amount, 0);
}

function refuse(why: BulkRefusal): PlannedItem {
  return { plan: 'refuse', amount: 0, why, services: [] };
}
