import type { CreditAmount } from '#domain/credits/amount';
import type { FeeUnknown } from '#domain/credits/fee-pieces';
import type { TermExtension } from '#domain/credits/term-extension';
import type { Worth, WorthStep } from '#domain/credits/worth';
import type { Language } from '#domain/words';
import { formatMoney } from '../format.ts';
import { formatCredit, formatDayName, formatDays } from './format-credit.ts';
import { enWorth } from './worth-en.ts';
import { frWorth } from './worth-fr.ts';

type StepCode = WorthStep['code'];
type ValuesOf<C extends StepCode> = Extract<WorthStep, { code: C }>['values'];

/** How sums, days and shares are written inside the sentences. */
export interface WorthFormat {
  readonly money: (minor: number, currency: string) => string;
  readonly day: (day: string) => string;
  readonly credit: (amount: CreditAmount) => string;
}

export interface WorthMessages {
  readonly steps: { readonly [C in StepCode]: (values: ValuesOf<C>, format: WorthFormat) => string };
  readonly unknown: Readonly<Record<FeeUnknown, string>>;
  readonly title: string;
  readonly worth: (sum: string) => string;
  readonly atMost: (sum: string) => string;
  readonly notKnown: string;
  readonly extended: (values: {
    readonly from: string;
    readonly to: string;
    readonly days: string;
    readonly applied: string | null;
  }) => string;
}

const MESSAGES: Readonly<Record<Language, WorthMessages>> = { en: enWorth, fr: frWorth };

export function worthMessages(lang: Language): WorthMessages {
  return MESSAGES[lang];
}

/** `worth €125.00`, `worth up to €125.00`, `worth not known`. */
export function worthText(worth: Worth, lang: Language): string {
  const t = MESSAGES[lang];
  if (!worth.known) return t.notKnown;
  const sum = formatMoney(worth.minor, worth.currency, lang);
  return worth.atMost ? t.atMost(sum) : t.worth(sum);
}

/** The same where there is a value. */
export function knownWorth(worth: Worth, lang: Language): string | undefined {
  return worth.known ? worthText(worth, lang) : undefined;
}

/** The new last day of a term and why, as a sentence. */
export function extensionSentence({ days, applied, endsOn, newEndsOn }: TermExtension, lang: Language): string {
  return MESSAGES[lang].extended({
    from: formatDayName(endsOn, lang),
    to: formatDayName(newEndsOn, lang),
    days: formatDays(days, lang),
    applied: applied > 0 && applied < days ? formatDays(applied, lang) : null,
  });
}

/** How the value came about, sentence by sentence; the one reason where there is none. */
export function worthSentences(worth: Worth, lang: Language): string[] {
  const { steps, unknown } = MESSAGES[lang];
  if (!worth.known) return [unknown[worth.reason]];
  return worth.steps.map((step) => {
    const say = steps[step.code] as (values: WorthStep['values'], format: WorthFormat) => string;
    return say(step.values, formatIn(lang));
  });
}

function formatIn(lang: Language): WorthFormat {
  return {
    money: (minor, currency) => formatMoney(minor, currency, lang),
    day: (day) => formatDayName(day, lang),
    credit: (amount) => formatCredit(amount, lang),
  };
}
