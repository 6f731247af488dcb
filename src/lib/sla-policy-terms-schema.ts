import { z } from 'zod';
import { isCurrency } from '#domain/credits/amount';
import { compareFractions, isDecimal, parseDecimal } from '#domain/sla/fraction';
import { EVIDENCE_FACTS, type PolicyCreditUnit } from '#domain/sla/policy';
import { isTimeZone } from '#domain/time';
import { OUTAGE_SOURCES, SURFACES } from '#domain/words';

const HUNDRED = parseDecimal('100');

/** One of the words we compute with; a word contracts use but we do not compute is refused by name. */
export function word<const T extends readonly [string, ...string[]]>(known: T, notComputed: readonly string[] = []) {
  return z.enum(known, {
    error: ({ input }) =>
      typeof input === 'string' && notComputed.includes(input)
        ? `“${input}” occurs in contracts, but is not computed here: use ${known.join(' or ')}`
        : `must be ${known.join(' or ')}`,
  });
}

export const text = z.string({ error: 'must be text' }).trim().min(1, { error: 'must not be empty' });
const yesNo = z.boolean({ error: 'must be true or false' });
export const localText = z.strictObject({ en: text, fr: text.optional() }, { error: 'must be {"en": "…", "fr": "…"}' });
export const count = (least: number, most: number) =>
  z
    .int({ error: `must be a whole number from ${least} to ${most}` })
    .min(least, { error: `must be ${least} or more` })
    .max(most, { error: `must be ${most} or less` });
const decimal = z.string({ error: 'must be a decimal number in quotes, such as "99.9"' }).refine(isDecimal, {
  error: 'must be a decimal number in quotes, such as "99.9"',
});
export const percent = decimal.refine(
  (value) => !isDecimal(value) || compareFractions(parseDecimal(value), HUNDRED) <= 0,
  {
    error: 'must not be more than "100"',
  },
);

export const window = z
  .strictObject({
    kind: word(['calendar-month', 'calendar-quarter', 'fiscal-quarter', 'billing-month', 'rolling-days']),
    zone: z.string({ error: 'must be a time zone such as "UTC"' }).refine(isTimeZone, {
      error: ({ input }) => `“${String(input)}” is not a time zone; write one such as "UTC" or "America/Los_Angeles"`,
    }),
    zoneStated: yesNo,
    anchorDay: count(1, 31).nullable().default(null),
    firstMonth: count(1, 12).nullable().default(null),
    days: count(1, 1_096).optional(),
  })
  .refine((rule) => (rule.days !== undefined) === (rule.kind === 'rolling-days'), {
    path: ['days'],
    error: 'belongs to rolling-days, and must be given there',
  })
  .refine((rule) => rule.anchorDay === null || rule.kind === 'billing-month', {
    path: ['anchorDay'],
    error: 'belongs to a billing-month only',
  })
  .refine((rule) => (rule.firstMonth !== null) === (rule.kind === 'fiscal-quarter'), {
    path: ['firstMonth'],
    error: 'belongs to a fiscal-quarter, and must be given there',
  });

const service = { name: text, aliases: z.array(text).default([]) };
export const services = z
  .strictObject({
    covered: z.array(z.strictObject(service)),
    notCovered: z.array(z.strictObject({ ...service, reason: localText })).default([]),
    others: word(['not-covered', 'assumed-covered']),
  })
  .refine((rule) => rule.covered.length > 0 || rule.others === 'assumed-covered', {
    path: ['covered'],
    error: 'is empty and others are not covered: no service could ever earn anything',
  });

const share = decimal.refine(isShare, { error: 'must be from "0" to "1" with at most six decimals' });

function isShare(value: string): boolean {
  if (!isDecimal(value)) return true;
  const { numerator, denominator } = parseDecimal(value);
  return numerator <= denominator && (numerator * 1_000_000n) % denominator === 0n;
}

const weights = z.strictObject({
  down: share.optional(),
  degraded: share.optional(),
  information: share.optional(),
  maintenance: share.optional(),
  unknown: share.optional(),
});

export const downtime = z.strictObject({
  states: z.array(word(['down', 'degraded'])).min(1, { error: 'must name at least one state' }),
  surfaces: z.array(word(SURFACES)).min(1).nullable(),
  weights: weights.optional(),
  locations: z.array(text).min(1, { error: 'must name at least one place' }).optional(),
  shareAbove: percent.nullable(),
  shareOf: word(['customer', 'everybody']),
  minimumMinutes: count(0, 1_440),
  wholeMinutesOnly: yesNo,
  unknown: word(['up', 'down', 'excluded']),
  sources: z.strictObject({
    rule: word(['first-stated', 'together']),
    order: z.array(word(OUTAGE_SOURCES)).min(1, { error: 'must name at least one source' }),
  }),
});

export const maintenance = z.strictObject({
  treatment: word(['excluded', 'counts', 'not-mentioned']),
  noticeHours: count(0, 8_784).nullable(),
  maximumHoursPerYear: count(0, 8_784).nullable(),
});

/** Larger figures are typing mistakes, and sums of them could not be reckoned exactly. */
export const MOST_CREDITED: Readonly<Record<Exclude<PolicyCreditUnit, 'none'> | 'percent-of-fee', string>> = {
  days: '3660',
  percent: '100',
  multiple: '1000',
  money: '1000000000',
  'percent-of-fee': '100000',
};

export const tier = z.strictObject({
  below: percent,
  inclusive: yesNo,
  credit: decimal,
  floor: z.strictObject({ above: percent, inclusive: yesNo }).nullable().default(null),
});

const currency = z.string({ error: 'must be a currency such as "USD"' }).refine(isCurrency, {
  error: 'must be a currency such as "USD"',
});

export const cap = z.strictObject({
  amount: decimal,
  unit: word(['credit', 'percent-of-fee', 'days-of-service']).optional(),
  over: word(['all-services', 'each-service']),
});

export const credit = z
  .strictObject({
    unit: word(['days', 'percent', 'multiple', 'money', 'none'], ['multiplier', 'fixed']),
    feeBase: word(['service-month', 'service-quarter', 'whole-invoice', 'next-service-invoice', 'term']),
    currency: currency.optional(),
    minimum: z.strictObject({ amount: decimal, currency }).nullable(),
  })
  .refine((rule) => (rule.currency !== undefined) === (rule.unit === 'money'), {
    path: ['currency'],
    error: 'belongs to a credit of money, and must be given there',
  });

const reading = z
  .strictObject({
    anchor: word(['incident', 'eligibility', 'window-end', 'month-end', 'billing-cycle-end']),
    days: count(1, 3_660).nullable().default(null),
    count: count(1, 120).nullable().default(null),
  })
  .refine(
    ({ anchor, days, count: nth }) =>
      anchor.endsWith('e-end') || anchor === 'month-end'
        ? days === null && nth !== null
        : days !== null && nth === null,
    {
      error: 'needs days for incident, eligibility and window-end, and count for month-end and billing-cycle-end',
    },
  );

const askedEvidence = z.strictObject({
  ...localText.shape,
  facts: z.array(word(EVIDENCE_FACTS)).min(1).optional(),
  subject: text.optional(),
});

export const claim = z.strictObject({
  automatic: yesNo,
  readings: z.array(reading),
  evidence: z.array(askedEvidence).default([]),
  decideWithinDays: count(1, 3_660).optional(),
  applyWithinDays: count(1, 3_660).optional(),
});

export const verification = z.strictObject({
  covers: z.array(text).min(1, { error: 'must name at least one term' }),
  mark: word(['official', 'secondary', 'unverified']),
  source: text,
  note: localText,
});
