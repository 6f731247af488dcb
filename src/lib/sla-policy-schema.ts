import { z } from 'zod';
import { compareFractions, isDecimal, parseDecimal } from '#domain/sla/fraction';
import type { PolicyCreditUnit } from '#domain/sla/policy';
import { creditOf } from '#domain/sla/tier';
import {
  cap,
  claim,
  count,
  credit,
  downtime,
  localText,
  MOST_CREDITED,
  maintenance,
  percent,
  services,
  text,
  tier,
  verification,
  window,
  word,
} from './sla-policy-terms-schema.ts';

/** A policy file; every key is known or refused, so that no term is passed over in silence. */
const termsOfFile = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'must be small letters, digits and hyphens' }),
  version: count(1, 1_000_000),
  name: text,
  effectiveFrom: z.iso.date({ error: 'must be a day such as "2026-01-31"' }),
  target: percent.nullable(),
  window,
  measure: word(['time', 'user-minutes', 'requests', 'interval-error-rate'], ['executions']),
  intervalMinutes: count(1, 1_440).optional(),
  scope: word(['per-service', 'worst-service', 'union-of-services']),
  services,
  downtime,
  maintenance,
  exclusions: z.array(localText),
  tiers: z.array(tier),
  credit,
  cap: cap.nullable(),
  claim,
  verification: z.array(verification),
});
type TermsOfFile = z.infer<typeof termsOfFile>;
type Issues = z.core.$RefinementCtx<TermsOfFile>;

/** A policy file whose terms also fit one another. */
export const policyFileSchema = termsOfFile.superRefine((policy, issues) => {
  refuseFineCredits(policy, issues);
  refuseLargeCredits(policy, issues);
  refuseTermsApart(policy, issues);
});

function refuseFineCredits(policy: TermsOfFile, issues: Issues): void {
  const { unit, currency = null } = policy.credit;
  const isOwnUnit = policy.cap !== null && (policy.cap.unit ?? 'credit') === 'credit';
  const amounts = [
    ...policy.tiers.map((one, index) => [one.credit, ['tiers', index, 'credit']] as const),
    ...(policy.cap && isOwnUnit ? [[policy.cap.amount, ['cap', 'amount']] as const] : []),
  ];
  for (const [amount, path] of amounts) {
    if (isKept(unit, amount, currency)) continue;
    const message = {
      days: 'must be whole days',
      money: `must not be finer than ${currency} is`,
      percent: 'must have at most four decimals',
    };
    issues.addIssue({
      code: 'custom',
      path: [...path],
      message: message[unit === 'days' || unit === 'money' ? unit : 'percent'],
    });
  }
}

function refuseLargeCredits({ tiers, cap: rule, credit: { unit, minimum } }: TermsOfFile, issues: Issues): void {
  if (unit === 'none') return;
  const capUnit = rule?.unit ?? 'credit';
  const mostOfCap = capUnit === 'credit' ? unit : capUnit === 'days-of-service' ? 'days' : capUnit;
  const bounds = [
    ...tiers.map((one, index) => ({ amount: one.credit, most: MOST_CREDITED[unit], path: ['tiers', index, 'credit'] })),
    ...(rule ? [{ amount: rule.amount, most: MOST_CREDITED[mostOfCap], path: ['cap', 'amount'] }] : []),
    ...(minimum ? [{ amount: minimum.amount, most: MOST_CREDITED.money, path: ['credit', 'minimum', 'amount'] }] : []),
  ];
  for (const { amount, most, path } of bounds) {
    if (!isDecimal(amount) || compareFractions(parseDecimal(amount), parseDecimal(most)) <= 0) continue;
    issues.addIssue({ code: 'custom', path, message: `must not be more than "${most}"` });
  }
}

function isKept(unit: PolicyCreditUnit, amount: string, currency: string | null): boolean {
  if (unit === 'multiple' || unit === 'none') return true;
  try {
    creditOf(unit, amount, currency);
    return true;
  } catch {
    return false;
  }
}

/** Terms that are right by themselves and wrong together. */
function refuseTermsApart({ claim: rule, credit: { unit }, ...policy }: TermsOfFile, issues: Issues): void {
  const refuse = (path: (string | number)[], message: string): void =>
    issues.addIssue({ code: 'custom', path, message });
  if (unit === 'none' && policy.tiers.length > 0) refuse(['tiers'], 'must be empty where no credit is granted');
  if (unit !== 'none' && !rule.automatic && rule.readings.length === 0) {
    refuse(['claim', 'readings'], 'must say until when to claim, unless credits come by themselves (automatic)');
  }
  if (unit === 'multiple' && policy.cap && (policy.cap.unit ?? 'credit') === 'credit') {
    refuse(['cap', 'unit'], 'must be percent-of-fee or days-of-service where credits are a multiple of the fee');
  }
  if (policy.intervalMinutes !== undefined && policy.measure !== 'interval-error-rate') {
    refuse(['intervalMinutes'], 'belongs to interval-error-rate only');
  }
  if (policy.target === null && policy.tiers.length > 0) refuse(['target'], 'is missing, though tiers are given');
}
