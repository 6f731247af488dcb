import { z } from 'zod';
import { currencyDigits, isCurrency, parseDecimal } from '#domain/credits/amount';
import { BILLING_PLANS, DIRECTIONS, FEE_PERS, PAYMENTS, POLICY_CHOICES } from '#domain/words';

const optional = z
  .string()
  .trim()
  .max(200, { error: 'Please keep this under 200 characters.' })
  .nullable()
  .default(null);
const count = (error: string) =>
  z
    .string()
    .regex(/^\d{1,9}$/, { error })
    .transform(Number)
    .nullable()
    .default(null);
const day = (error: string) => z.iso.date({ error });

/** The particulars of a contract as typed: they can be corrected later. */
export const particularsForm = z
  .object({
    counterparty: z.string().trim().max(200).default(''),
    customerDomain: optional,
    accountNumber: optional,
    reseller: optional,
    edition: optional,
    seats: count('Seats are a whole number of 1 or more.'),
    feePer: z.enum(FEE_PERS).default('contract'),
    fee: z.string().nullable().default(null),
    currency: z
      .string()
      .transform((code) => code.trim().toUpperCase())
      .refine(isCurrency, { error: 'The currency is its three letters, for example EUR.' })
      .nullable()
      .default(null),
    billingPlan: z.enum(BILLING_PLANS).nullable().default(null),
    payment: z.enum(PAYMENTS).nullable().default(null),
    resellerDays: count('The days for the reseller are a whole number up to 365.'),
    supportPlan: optional,
  })
  .transform(({ fee, ...rest }, issues) => {
    const feeMinor =
      fee === null ? null : parseDecimal(fee, rest.currency === null ? 2 : currencyDigits(rest.currency));
    if (feeMinor === undefined) {
      const message = 'The fee is a sum such as 1250.00 or 1250,00.';
      issues.addIssue({ code: 'custom', message, path: ['fee'] });
    }
    return { ...rest, feeMinor: feeMinor ?? null };
  });

/** A change from a day on as typed; the fee is in the currency of the contract. */
export const changeForm = (currency: string | null) =>
  z
    .object({
      effectiveOn: day('Say from which day it holds.'),
      fee: z.string().nullable().default(null),
      feePer: z.enum(FEE_PERS).default('contract'),
      seats: count('Seats are a whole number of 1 or more.'),
      edition: optional,
      billingPlan: z.enum(BILLING_PLANS).nullable().default(null),
      reason: z.string({ error: 'Say why the contract changes.' }).trim().max(1_000),
    })
    .transform(({ fee, ...rest }, issues) => {
      const feeMinor = fee === null ? null : parseDecimal(fee, currency === null ? 2 : currencyDigits(currency));
      if (feeMinor === undefined) {
        const message = 'The fee is a sum such as 1250.00 or 1250,00.';
        issues.addIssue({ code: 'custom', message, path: ['fee'] });
      }
      return { ...rest, feeMinor: feeMinor ?? null };
    });

/** The terms of a contract as typed: they stay as they are. */
export const termsForm = z.object({
  organizationId: z.string({ error: 'Choose the organisation.' }),
  direction: z.enum(DIRECTIONS, { error: 'Say who owes whom.' }),
  policyId: z.string({ error: 'Choose one of the policies.' }),
  policyChoice: z.enum(POLICY_CHOICES).default('stays'),
  zone: optional,
  billingDay: count('The day on which a billing month begins is a number from 1 to 28.'),
  services: z
    .union([z.string(), z.array(z.string())], { error: 'Choose at least one service that the contract covers.' })
    .transform((value) => [value].flat()),
  from: day('Say from which day the contract runs.'),
  to: day('The last day is a date.').nullable().default(null),
});

/** Both for a contract that is recorded; where we owe, the other party is the organisation unless it is named. */
export const newContractForm = particularsForm
  .and(termsForm)
  .and(z.object({ uncovered: z.literal('yes').nullable().default(null) }));

export const endForm = z.object({
  to: day('Say which day is the last one.'),
  reason: z.string({ error: 'Say why the contract ends.' }).max(1_000),
});
