import { currencyDigits } from '#domain/credits/amount';
import type { Credit } from '#domain/sla/assessment';
import type { LocalText } from '#domain/sla/policy';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '#domain/time';
import type { Language } from '#domain/words';
import { formatCount, formatList } from '../format.ts';

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', fr: 'fr-FR' };
const NARROW_SPACE = '\u202f';
const MOST_LISTED = 6;

/** The formats of one language, exact to the millisecond where money hangs on it. */
export interface SlaFormat {
  readonly lang: Language;
  /** `7 h 46 min`, `43 min 12.001 s`: nothing is rounded away. */
  duration(ms: number): string;
  /** `43,200 min`, or the exact duration where it is not whole minutes. */
  minutes(ms: number): string;
  /** `43,156 min of 43,200 min`, both exact. */
  ratio(part: number, whole: number): string;
  /** `10 June 2026, 14:05`, with seconds where there are any. */
  moment(at: Instant, zone: string): string;
  /** `30 July 2026` of a `YYYY-MM-DD`. */
  day(day: string): string;
  /** A decimal as text with the sign: `99.9 %`. */
  percent(decimal: string): string;
  /** `3 days`, `10 %`, `€12.50`. */
  credit(credit: Credit): string;
  /** `€1,250.00` of minor units. */
  money(money: { readonly minor: number; readonly currency: string }): string;
  count(count: number): string;
  list(items: readonly string[]): string;
  text(text: LocalText): string;
}

export function slaFormat(lang: Language): SlaFormat {
  const percent = (decimal: string): string => percentIn(decimal, lang);
  return {
    lang,
    duration: (ms) => exactDuration(ms, lang),
    minutes: (ms) => wholeMinutes(ms, lang) ?? exactDuration(ms, lang),
    ratio: (part, whole) => {
      const of = lang === 'fr' ? 'sur' : 'of';
      const minutes = [wholeMinutes(part, lang), wholeMinutes(whole, lang)];
      if (minutes.every((one) => one !== undefined)) return minutes.join(` ${of} `);
      return `${exactDuration(part, lang)} ${of} ${exactDuration(whole, lang)}`;
    },
    moment: (at, zone) => momentIn(at, zone, lang),
    day: (day) => dateIn(Date.parse(`${day}T00:00:00Z`), 'UTC', lang),
    percent,
    credit: (credit) => creditIn(credit, lang),
    money: ({ minor, currency }) => creditIn({ unit: 'money', amount: minor, currency }, lang),
    count: (count) => formatCount(count, lang),
    list: (items) => formatList(shorten(items, lang), lang),
    text: (text) => (lang === 'fr' ? (text.fr ?? text.en) : text.en),
  };
}

/** Parts per million as a decimal percentage without trailing zeros: 100,000 → `10`. */
export function ppmAsPercent(ppm: number): string {
  const whole = Math.floor(ppm / 10_000);
  const rest = String(ppm % 10_000)
    .padStart(4, '0')
    .replace(/0+$/, '');
  return rest ? `${whole}.${rest}` : String(whole);
}

function percentIn(decimal: string, lang: Language): string {
  return `${decimalIn(decimal, lang)}${NARROW_SPACE}%`;
}

function creditIn({ unit, amount, currency }: Credit, lang: Language): string {
  if (unit === 'days') return daysIn(amount, lang);
  if (unit === 'percent') return percentIn(ppmAsPercent(amount), lang);
  const code = currency ?? 'EUR';
  const format = new Intl.NumberFormat(LOCALES[lang], { style: 'currency', currency: code });
  return format.format(amount / 10 ** currencyDigits(code));
}

function decimalIn(decimal: string, lang: Language): string {
  return lang === 'fr' ? decimal.replace('.', ',') : decimal;
}

function wholeMinutes(ms: number, lang: Language): string | undefined {
  return ms % MINUTE_MS === 0 ? `${formatCount(ms / MINUTE_MS, lang)}${NARROW_SPACE}min` : undefined;
}

function exactDuration(ms: number, lang: Language): string {
  const parts: string[] = [];
  let rest = ms;
  for (const [length, unit] of [
    [DAY_MS, lang === 'fr' ? 'j' : 'd'],
    [HOUR_MS, 'h'],
    [MINUTE_MS, 'min'],
  ] as const) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) parts.push(`${count}${NARROW_SPACE}${unit}`);
  }
  if (rest > 0 || parts.length === 0) {
    const unit = parts.length === 0 && rest === 0 ? 'min' : 's';
    parts.push(`${decimalIn(String(rest / 1_000), lang)}${NARROW_SPACE}${unit}`);
  }
  return parts.join(' ');
}

function momentIn(at: Instant, zone: string, lang: Language): string {
  const time = new Intl.DateTimeFormat(LOCALES[lang], {
    timeZone: zone,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
    ...(at % MINUTE_MS === 0 ? {} : { second: '2-digit' }),
    ...(at % 1_000 === 0 ? {} : { fractionalSecondDigits: 3 }),
  }).format(at);
  return `${dateIn(at, zone, lang)}, ${time}`;
}

function dateIn(at: Instant, zone: string, lang: Language): string {
  const date = new Intl.DateTimeFormat(LOCALES[lang], {
    timeZone: zone,
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).format(at);
  return lang === 'fr' ? date.replace(/^1 /, '1er ') : date;
}

function daysIn(count: number, lang: Language): string {
  const unit = lang === 'fr' ? (count > 1 ? 'jours' : 'jour') : count === 1 ? 'day' : 'days';
  return `${formatCount(count, lang)} ${unit}`;
}

function shorten(items: readonly string[], lang: Language): string[] {
  if (items.length <= MOST_LISTED) return [...items];
  const rest = items.length - (MOST_LISTED - 1);
  return [...items.slice(0, MOST_LISTED - 1), lang === 'fr' ? `${rest} autres` : `${rest} others`];
}
