import { type CreditAmount, currencyDigits, PPM_PER_PERCENT } from '#domain/credits/amount';
import type { SourceFigure } from '#domain/credits/source-figures';
import type { Credit } from '#domain/sla/assessment';
import { dayOf, type Instant } from '#domain/time';
import type { CreditUnit, Language } from '#domain/words';
import { formatDay } from '../format.ts';

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', fr: 'fr-FR' };
const NARROW_SPACE = '\u202f';
const NO_BREAK_SPACE = '\u00a0';

/** `3 days`, `12.5 %`, `€12.50`; a taken back amount has its minus sign. */
export function formatCredit({ unit, value, currency }: CreditAmount, lang: Language): string {
  if (unit === 'days') return formatDays(value, lang);
  if (unit === 'percent') return `${decimal(value / PPM_PER_PERCENT, lang, 0, 4)}${NARROW_SPACE}%`;
  const code = currency ?? 'EUR';
  const format = new Intl.NumberFormat(LOCALES[lang], { style: 'currency', currency: code });
  return minus(format.format(value / 10 ** currencyDigits(code)));
}

/** What an assessment grants, in the same words. */
export function formatAssessedCredit({ unit, amount, currency }: Credit, lang: Language): string {
  return formatCredit({ unit, value: amount, currency: currency ?? null }, lang);
}

/** `3 days`, `1 jour`. */
export function formatDays(count: number, lang: Language): string {
  const plural = new Intl.PluralRules(lang).select(Math.abs(count)) !== 'one';
  const word = lang === 'fr' ? (plural ? 'jours' : 'jour') : plural ? 'days' : 'day';
  return `${decimal(count, lang, 0, 0)}${NO_BREAK_SPACE}${word}`;
}

/** The word behind an amount field. */
export function unitWord(unit: CreditUnit, currency: string | null, lang: Language): string {
  if (unit === 'percent') return '%';
  return unit === 'days' ? (lang === 'fr' ? 'jours' : 'days') : (currency ?? '');
}

/** In which unit something is paid, inside a sentence: `days`, `percent of the fee`, `EUR`. */
export function unitName({ unit, currency }: Omit<CreditAmount, 'value'>, lang: Language): string {
  if (unit === 'money') return currency ?? '';
  if (unit === 'days') return lang === 'fr' ? 'jours' : 'days';
  return lang === 'fr' ? 'pour cent de la redevance' : 'percent of the fee';
}

/** `99.898148` as `99.89 %`: cut, never rounded up, so that what is shown under a bound is under it. */
export function formatUptime(percent: string, lang: Language): string {
  const [whole = '0', digits = ''] = percent.split('.');
  if (whole === '100') return `100${NARROW_SPACE}%`;
  return `${whole}${lang === 'fr' ? ',' : '.'}${digits.slice(0, 2).padEnd(2, '0')}${NARROW_SPACE}%`;
}

/** `Nov 2026`, `nov. 2026` of a `YYYY-MM`. */
export function formatMonthShort(month: string, lang: Language): string {
  return inMonth(month, lang, { month: 'short', year: 'numeric' });
}

/** `November 2026` of a `YYYY-MM`. */
export function formatMonthName(month: string, lang: Language): string {
  return inMonth(month, lang, { month: 'long', year: 'numeric' });
}

/** `30 Dec 2026` of a `YYYY-MM-DD`. */
export function formatDayName(day: string, lang: Language): string {
  const name = new Intl.DateTimeFormat(LOCALES[lang], {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(Date.parse(`${day}T00:00:00Z`));
  return lang === 'fr' ? name.replace(/^1 /, '1er ') : name;
}

/** `30 Dec`, with the year only where it is not this one. */
export function formatDayNear(day: string, now: Instant, lang: Language): string {
  if (day.slice(0, 4) !== dayOf(now, 'UTC').slice(0, 4)) return formatDayName(day, lang);
  return formatDay(Date.parse(`${day}T00:00:00Z`), lang);
}

/** What a source says: `99.61 %`, or from the surest to the worst reading, `99.61–100 %`. */
export function formatFigure(figure: SourceFigure, lang: Language): string {
  if (figure.said === 'nothing') return '–';
  const { percent, certainPercent } = figure;
  const worst = formatUptime(percent, lang);
  const sure = formatUptime(certainPercent, lang);
  return worst === sure ? worst : `${worst.replace(/\s*%$/, '')}–${sure}`;
}

function inMonth(month: string, lang: Language, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(LOCALES[lang], { ...options, timeZone: 'UTC' }).format(Date.parse(`${month}-01`));
}

function decimal(value: number, lang: Language, least: number, most: number): string {
  const format = new Intl.NumberFormat(LOCALES[lang], { minimumFractionDigits: least, maximumFractionDigits: most });
  return minus(format.format(value));
}

function minus(text: string): string {
  return text.replace('-', '−');
}
