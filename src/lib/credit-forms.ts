import { z } from 'zod';
import { parseAmount } from '#domain/credits/amount';
import { APPLICATION_TARGETS } from '#domain/credits/entry-text';
import type { CreditUnit, Language } from '#domain/words';
import { creditRefusals } from '#i18n/credits/refusals';

interface ClaimWithItems {
  readonly unit: CreditUnit;
  readonly currency: string | null;
  readonly items: readonly { readonly id: string }[];
}

/** One amount per item, typed in the unit of the claim; fields of other items are ignored. */
export function amountsForm({ unit, currency, items }: ClaimWithItems, lang: Language) {
  const { amountWrong } = creditRefusals(lang);
  return z.record(z.string(), z.unknown()).transform((typed, issues) => {
    const amounts: Record<string, number> = {};
    for (const { id } of items) {
      const text = typed[`amount-${id}`];
      if (text === undefined) continue;
      const amount = typeof text === 'string' ? parseAmount(text, unit, currency) : undefined;
      if (amount === undefined) issues.addIssue({ code: 'custom', message: amountWrong, path: [`amount-${id}`] });
      else amounts[id] = amount;
    }
    return { amounts };
  });
}

export const decisionForm = z.object({
  decision: z.enum(['approve', 'decline'], { error: 'Choose whether to grant or to decline.' }),
  reason: z
    .string({ error: 'Give the reason; the admin will read it.' })
    .max(5_000, { error: 'Please keep the reason under 5,000 characters.' }),
});

/** One text; what is missing or too long is told by its command. */
export const wordsForm = z.object({ body: z.string().max(20_000).default('') });
export const reasonForm = z.object({ reason: z.string().max(5_000).default('') });

export const reversalForm = z.object({
  entryId: z.string({ error: 'Choose the entry to take back.' }),
  reason: z.string({ error: 'Say why this entry is taken back.' }).max(1_000),
});

export const applicationForm = z.object({
  balance: z.string({ error: 'Choose the balance to use.' }),
  amount: z.string({ error: 'Say how much is used.' }),
  appliedTo: z.enum(APPLICATION_TARGETS, { error: 'Choose whether it goes to an invoice or to the term.' }),
  reference: z.string().max(200, { error: 'Please keep this under 200 characters.' }).default(''),
  invoiceDate: z.string().default(''),
  invoiceSum: z.string().default(''),
  invoiceCurrency: z.string().default(''),
  onceKey: z.uuid({ error: 'Open the page again.' }),
});
