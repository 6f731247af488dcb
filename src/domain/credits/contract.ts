import { addDays, dayOf, dayStart, type Instant, isTimeZone } from '../time.ts';
import type { BillingPlan, Direction, FeePer, Payment, PolicyChoice } from '../words.ts';
import { isCurrency, LARGEST_AMOUNT } from './amount.ts';

/** What may be corrected while a contract runs: it names people, places and sums, not the arithmetic. */
export interface ContractParticulars {
  readonly counterparty: string;
  readonly customerDomain: string | null;
  readonly accountNumber: string | null;
  readonly reseller: string | null;
  readonly edition: string | null;
  readonly seats: number | null;
  readonly feeMinor: number | null;
  readonly currency: string | null;
  /** Whether the fee is the whole contract's or one seat's. */
  readonly feePer: FeePer;
  /** What the fee is paid for. */
  readonly billingPlan: BillingPlan | null;
  readonly payment: Payment | null;
  /** So many days before the provider's deadline the reseller wants the claim. */
  readonly resellerDays: number | null;
  readonly supportPlan: string | null;
}

/** What the arithmetic rests on; another policy, zone or set of services is another contract. */
export interface ContractTerms {
  readonly organizationId: string;
  readonly direction: Direction;
  readonly policyId: string;
  /** Whether windows to come are counted under new versions of the policy. */
  readonly policyChoice: PolicyChoice;
  readonly zone: string | null;
  /** The day on which its billing month begins, where the policy leaves that to the invoice. */
  readonly billingDay: number | null;
  readonly serviceIds: readonly string[];
  readonly startsAt: Instant;
  readonly endsAt: Instant | null;
}

export interface ContractMistake {
  readonly field: string;
  readonly sentence: string;
}

/** The first thing that is wrong with the particulars, as a sentence for the form. */
export function findMistakeInParticulars(particulars: ContractParticulars): ContractMistake | undefined {
  return listMistakesInParticulars(particulars)[0];
}

/** Everything that is wrong with the particulars, each with a sentence. */
export function listMistakesInParticulars(particulars: ContractParticulars): ContractMistake[] {
  const unnamed: ContractMistake[] =
    particulars.counterparty.trim() === ''
      ? [{ field: 'counterparty', sentence: 'Name the other party of the contract.' }]
      : [];
  const tooLong = Object.entries(particulars)
    .filter(([, value]) => typeof value === 'string' && value.length > 200)
    .map(([field]) => ({ field, sentence: 'Please keep this under 200 characters.' }));
  const others = [
    findMistakeInSeats(particulars.seats),
    findMistakeInFee(particulars),
    findMistakeInReseller(particulars),
  ];
  return [...unnamed, ...tooLong, ...others.filter((one) => one !== undefined)];
}

function findMistakeInReseller({ reseller, resellerDays }: ContractParticulars): ContractMistake | undefined {
  if (resellerDays === null) return undefined;
  if (!Number.isSafeInteger(resellerDays) || resellerDays < 0 || resellerDays > 365) {
    return { field: 'resellerDays', sentence: 'The days for the reseller are a whole number up to 365.' };
  }
  if (reseller !== null) return undefined;
  return { field: 'reseller', sentence: 'Name the reseller who wants the claim before the deadline.' };
}

export function findMistakeInSeats(seats: number | null): ContractMistake | undefined {
  if (seats === null || (Number.isSafeInteger(seats) && seats >= 1 && seats <= 100_000_000)) return undefined;
  return { field: 'seats', sentence: 'Seats are a whole number of 1 or more.' };
}

type Fee = Pick<ContractParticulars, 'feeMinor' | 'currency' | 'feePer' | 'seats' | 'billingPlan'>;

/** The first thing that is wrong with a fee and what it is paid for. */
export function findMistakeInFee({ feeMinor, currency, ...fee }: Fee): ContractMistake | undefined {
  if (currency !== null && !isCurrency(currency)) {
    return { field: 'currency', sentence: 'The currency is its three letters, for example EUR.' };
  }
  if (feeMinor === null) return undefined;
  if (currency === null) return { field: 'currency', sentence: 'Say in which currency the fee is.' };
  if (!Number.isSafeInteger(feeMinor) || feeMinor < 0 || feeMinor > LARGEST_AMOUNT) {
    return { field: 'fee', sentence: 'The fee is a sum such as 1250.00.' };
  }
  if (fee.billingPlan === null) {
    return { field: 'billingPlan', sentence: 'Say whether the fee is paid for a month or for a year.' };
  }
  if (fee.feePer === 'contract') return undefined;
  if (fee.seats === null) return { field: 'seats', sentence: 'Say how many seats there are: the fee is for one.' };
  if (BigInt(feeMinor) * BigInt(fee.seats) <= BigInt(LARGEST_AMOUNT)) return undefined;
  return { field: 'fee', sentence: 'The fee of all seats together is larger than any that can be reckoned with.' };
}

/** The first thing that is wrong with the terms, as a sentence for the form. */
export function findMistakeInTerms(terms: ContractTerms): ContractMistake | undefined {
  return listMistakesInTerms(terms)[0];
}

/** Everything that is wrong with the terms, each with a sentence. */
export function listMistakesInTerms(terms: Omit<ContractTerms, 'organizationId' | 'policyId'>): ContractMistake[] {
  const { zone, serviceIds, billingDay, startsAt, endsAt } = terms;
  const isDay = billingDay === null || (Number.isInteger(billingDay) && billingDay >= 1 && billingDay <= 28);
  const checks: readonly (readonly [boolean, string, string])[] = [
    [zone === null || isTimeZone(zone), 'zone', 'The time zone is a name such as Europe/Paris or UTC.'],
    [serviceIds.length > 0, 'services', 'Choose at least one service that the contract covers.'],
    [isDay, 'billingDay', 'The day on which a billing month begins is a number from 1 to 28.'],
    [endsAt === null || endsAt > startsAt, 'to', 'The contract ends before it begins.'],
  ];
  return checks.flatMap(([isRight, field, sentence]) => (isRight ? [] : [{ field, sentence }]));
}

/** From the typed first and last day (both belong to the contract) to instants in the contract's zone. */
export function contractPeriod(
  days: { readonly from: string; readonly to: string | null },
  zone: string,
): { readonly startsAt: Instant; readonly endsAt: Instant | null } {
  const endsAt = days.to === null ? null : dayStart(addDays(days.to, 1), zone);
  return { startsAt: dayStart(days.from, zone), endsAt };
}

/** The first and last day of a contract as a person types them. */
export function contractDays(
  contract: { readonly startsAt: Instant; readonly endsAt: Instant | null },
  zone: string,
): { readonly from: string; readonly to: string | null } {
  const to = contract.endsAt === null ? null : dayOf(contract.endsAt - 1, zone);
  return { from: dayOf(contract.startsAt, zone), to };
}
