import { z } from 'zod';
import { compareFractions, isDecimal, parseDecimal } from '#domain/sla/fraction';
import { creditOf } from '#domain/sla/tier';
import { isTimeZone } from '#domain/time';
import { OUTAGE_SOURCES, SURFACES } from '#domain/words';

const HUNDRED = parseDecimal('100');

/** One of the words we compute with; a word contracts use but we do not compute is refused by name. */
function word<const T extends readonly [string, ...string[]]>(known: T, notComputed: readonly string[] = []) {
  return z.enum(known, {
    error: ({ input }) =>
      typeof input === 'string' && notComputed.includes(input)
        ? `“${input}” occurs in contracts, but is not computed here: use ${known.join(' or ')}`
        : `must be ${known.join(' or ')}`,
  });
}

const text = z.string({ error: 'must be text' }).trim().min(1, { error: 'must not be empty' });
const yesNo = z.boolean({ error: 'must be true or false' });
const localText = z.strictObject({ en: text, fr: text.optional() }, { error: 'must be {"en": "…", "fr": "…"}' });
const count = (least: number, most: number) =>
  z
    .int({ error: `must be a whole number from ${least} to ${most}` })
    .min(least, { error: `must be ${least} or more` })
    .max(most, { error: `must be ${most} or less` });
const decimal = z.string({ error: 'must be a decimal number in quotes, such as "99.9"' }).refine(isDecimal, {
  error: 'must be a decimal number in quotes, such as "99.9"',
});
const percent = decimal.refine((value) => !isDecimal(value) || compareFractions(parseDecimal(value), HUNDRED) <= 0, {
  error: 'must not be more than "100"',
});

const window = z
  .strictObject({
    kind: word(['calendar-month', 'calendar-quarter', 'fiscal-quarter', 'billing-month'], ['rolling-days']),
    zone: z.string({ error: 'must be a time zone such as "UTC"' }).refine(isTimeZone, {
      error: ({ input }) => `“${String(input)}” is not a time zone; write one such as "UTC" or "America/Los_Angeles"`,
    }),
    zoneStated: yesNo,
    anchorDay: count(1, 28).nullable().default(null),
    firstMonth: count(1, 12).nullable().default(null),
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
const services = z
  .strictObject({
    covered: z.array(z.strictObject(service)),
    notCovered: z.array(z.strictObject({ ...service, reason: localText })).default([]),
    others: word(['not-covered', 'assumed-covered']),
  })
  .refine((rule) => rule.covered.length > 0 || rule.others === 'assumed-covered', {
    path: ['covered'],
    error: 'is empty and others are not covered: no service could ever earn anything',
  });

const downtime = z.strictObject({
  states: z.array(word(['down', 'degraded'])).min(1, { error: 'must name at least one state' }),
  surfaces: z.array(word(SURFACES)).min(1).nullable(),
  shareAbove: percent.nullable(),
  shareOf: word(['customer', 'everybody']),
  minimumMinutes: count(0, 1_440),
  wholeMinutesOnly: yesNo,
  unknown: word(['up', 'down']),
  sources: z.strictObject({
    rule: word(['first-stated', 'together']),
    order: z.array(word(OUTAGE_SOURCES)).min(1, { error: 'must name at least one source' }),
  }),
});

const maintenance = z.strictObject({
  treatment: word(['excluded', 'counts', 'not-mentioned']),
  noticeHours: count(0, 8_784).nullable(),
  maximumHoursPerYear: count(0, 8_784).nullable(),
});

const tier = z.strictObject({
  below: percent,
  inclusive: yesNo,
  credit: decimal,
  floor: z.strictObject({ above: percent, inclusive: yesNo }).nullable().default(null),
});

const credit = z.strictObject({
  unit: word(['days', 'percent'], ['multiplier', 'fixed', 'money', 'none']),
  feeBase: word(['service-month', 'service-quarter', 'whole-invoice', 'next-service-invoice', 'term']),
  minimum: z.strictObject({ amount: decimal, currency: text }).nullable(),
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

const claim = z
  .strictObject({ automatic: yesNo, readings: z.array(reading), evidence: z.array(localText).default([]) })
  .refine((rule) => rule.automatic || rule.readings.length > 0, {
    path: ['readings'],
    error: 'must say until when to claim, unless credits come by themselves (automatic)',
  });

const verification = z.strictObject({
  covers: z.array(text).min(1, { error: 'must name at least one term' }),
  mark: word(['official', 'secondary', 'unverified']),
  source: text,
  note: localText,
});

/** A policy file; every key is known or refused, so that no term is passed over in silence. */
export const policyFileSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'must be small letters, digits and hyphens' }),
    version: count(1, 1_000_000),
    name: text,
    effectiveFrom: z.iso.date({ error: 'must be a day such as "2026-01-31"' }),
    target: percent,
    window,
    measure: word(['time', 'user-minutes', 'interval-error-rate'], ['requests', 'executions']),
    scope: word(['per-service'], ['worst-service', 'union-of-services']),
    services,
    downtime,
    maintenance,
    exclusions: z.array(localText),
    tiers: z.array(tier),
    credit,
    cap: z.strictObject({ amount: decimal, over: word(['all-services', 'each-service']) }).nullable(),
    claim,
    verification: z.array(verification),
  })
  .superRefine((policy, issues) => {
    const amounts = [
      ...policy.tiers.map((one, index) => [one.credit, ['tiers', index, 'credit']] as const),
      ...(policy.cap ? [[policy.cap.amount, ['cap', 'amount']] as const] : []),
    ];
    for (const [amount, path] of amounts) {
      if (isKept(policy.credit.unit, amount)) continue;
      const message = policy.credit.unit === 'days' ? 'must be whole days' : 'must have at most four decimals';
      issues.addIssue({ code: 'custom', path: [...path], message });
    }
  });

function isKept(unit: 'days' | 'percent', amount: string): boolean {
  try {
    creditOf(unit, amount);
    return true;
  } catch {
    return false;
  }
}
