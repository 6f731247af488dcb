import { z } from 'zod';
import { parseAmount } from '#domain/credits/amount';
import { APPLICATION_TARGETS } from '#domain/credits/entry-text';
import { CREDIT_UNITS, type Language, PROVIDER_CHANNELS } from '#domain/words';
import { providerClaimMessages } from '#i18n/provider-claims/messages';

interface ClaimWithItems {
  readonly items: readonly { readonly id: string }[];
}

/** What every form about a claim against a provider has. */
function recordForm(lang: Language) {
  const { dayWrong, wordsTooLong, recordedAlready } = providerClaimMessages(lang).refusals;
  return z.object({
    happenedOn: z.string({ error: dayWrong }),
    words: z.string().max(10_000, { error: wordsTooLong }).default(''),
    onceKey: z.uuid({ error: recordedAlready }),
  });
}

export function sendingForm(lang: Language) {
  const { channelNeeded } = providerClaimMessages(lang).refusals;
  return recordForm(lang).extend({
    channel: z.enum(PROVIDER_CHANNELS, { error: channelNeeded }),
    caseNumber: z.string().default(''),
  });
}

export function replyForm(lang: Language) {
  const { kindNeeded } = providerClaimMessages(lang).refusals;
  return recordForm(lang).extend({
    kind: z.enum(['acknowledged', 'asked', 'supplied'], { error: kindNeeded }),
    caseNumber: z.string().default(''),
    answerBy: z.string().nullable().default(null),
  });
}

/** The provider's answer; amounts are read in the unit that was chosen, never in the one that was asked. */
export function decisionForm({ items }: ClaimWithItems, lang: Language) {
  const say = providerClaimMessages(lang).refusals;
  const shape = recordForm(lang).extend({
    answer: z.enum(['granted', 'partly', 'refused'], { error: say.kindNeeded }),
    unit: z.enum(CREDIT_UNITS, { error: say.unitNeeded }).optional(),
    currency: z.string().default(''),
  });
  return shape.loose().transform((form, issues) => {
    const { happenedOn, words, onceKey, answer, unit } = form;
    const record = { happenedOn, words, onceKey, answer };
    if (answer === 'refused' || unit === undefined) return { ...record, given: null };
    const currency = unit === 'money' ? form.currency.trim().toUpperCase() : null;
    const read = (name: string): number => {
      const text = form[name];
      if (text === undefined) return 0;
      const amount = typeof text === 'string' ? readAmount(text, unit, currency) : undefined;
      if (amount === undefined) issues.addIssue({ code: 'custom', message: say.amountWrong, path: [name] });
      return amount ?? 0;
    };
    const amounts = Object.fromEntries(items.map(({ id }) => [id, read(`amount-${id}`)]));
    const total = form['total'] === undefined ? null : read('total');
    return { ...record, given: { unit, currency, amounts, total } };
  });
}

/** An unknown currency is told by the command, beside its own field. */
function readAmount(text: string, unit: (typeof CREDIT_UNITS)[number], currency: string | null): number | undefined {
  if (unit === 'money' && !/^[A-Z]{3}$/.test(currency ?? '')) return 1;
  return parseAmount(text, unit, currency);
}

export function seenForm(lang: Language) {
  const say = providerClaimMessages(lang).refusals;
  return recordForm(lang)
    .extend({
      credit: z.string({ error: say.unitNeeded }),
      amount: z.string({ error: say.amountWrong }),
      seenOn: z.enum(APPLICATION_TARGETS, { error: say.targetNeeded }),
      reference: z.string({ error: say.referenceNeeded }).max(200, { error: say.referenceNeeded }),
    })
    .transform((form, issues) => {
      const [unit = '', currency = ''] = form.credit.split('|');
      const known = CREDIT_UNITS.find((one) => one === unit);
      const amount = known && readAmount(form.amount, known, currency === '' ? null : currency);
      if (amount === undefined) issues.addIssue({ code: 'custom', message: say.amountWrong, path: ['amount'] });
      return { ...form, amount: amount ?? 0 };
    });
}
