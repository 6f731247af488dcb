import { z } from 'zod';
import { parseAmount, typedAmount } from '#domain/credits/amount';
import type { ClaimRules } from '#domain/credits/claim-clock';
import type { CreditUnit } from '#domain/words';

const error = 'This is a number of days from 1 to 366.';
const days = z
  .string({ error })
  .regex(/^\d{1,3}$/, { error })
  .transform(Number);

function above(unit: CreditUnit) {
  const wrong = 'This is a sum in its unit, or nothing.';
  return z
    .string()
    .default('')
    .transform((text, issues) => {
      if (text.trim() === '') return null;
      const amount = parseAmount(text, unit, 'EUR');
      if (amount !== undefined) return amount;
      issues.addIssue({ code: 'custom', message: wrong });
      return z.NEVER;
    });
}

/** The rules of claims as they are typed. */
export const claimRulesForm = z
  .object({
    decideDays: days,
    applyDays: days,
    appealDays: days,
    remindDays: z
      .string()
      .default('')
      .refine((text) => /^\s*(\d{1,3}\s*(,\s*|$))*$/.test(text), { error: 'Write days with commas, such as 14, 7, 2.' })
      .transform((text) => [...new Set(text.match(/\d+/g)?.map(Number) ?? [])].toSorted((a, b) => b - a)),
    'above-days': above('days'),
    'above-percent': above('percent'),
    'above-money': above('money'),
  })
  .transform(
    ({ 'above-days': inDays, 'above-percent': inPercent, 'above-money': inMoney, ...rest }): ClaimRules => ({
      ...rest,
      secondAbove: { days: inDays, percent: inPercent, money: inMoney },
    }),
  );

/** The rules as the form shows them. */
export function typedRules(rules: ClaimRules): Record<string, string> {
  const sum = (unit: CreditUnit): string => {
    const value = rules.secondAbove[unit];
    return value === null ? '' : typedAmount({ unit, value, currency: 'EUR' });
  };
  return {
    decideDays: String(rules.decideDays),
    applyDays: String(rules.applyDays),
    appealDays: String(rules.appealDays),
    remindDays: rules.remindDays.join(', '),
    'above-days': sum('days'),
    'above-percent': sum('percent'),
    'above-money': sum('money'),
  };
}
