import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '#domain/time';
import type { Language } from '#domain/words';
import { dateFormat, numberFormat } from './formatters.ts';

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', fr: 'fr-FR' };
const NARROW_SPACE = '\u202f';
const NO_BREAK_SPACE = '\u00a0';

const dayNames = new Map<string, string>();

/** `14:05 UTC` */
export function formatTime(at: Instant): string {
  return `${new Date(at).toISOString().slice(11, 16)}${NO_BREAK_SPACE}UTC`;
}

/** `14:05`, where UTC is said elsewhere. */
export function formatClock(at: Instant): string {
  return new Date(at).toISOString().slice(11, 16);
}

/** `19 Nov`, `19 nov.` */
export function formatDay(at: Instant, lang: Language): string {
  // Told hundreds of times a page, and there are but 366 days.
  const date = new Date(at);
  const key = `${lang} ${date.getUTCMonth()} ${date.getUTCDate()}`;
  const name = dayNames.get(key) ?? inUtc(at, lang, { day: 'numeric', month: 'short' });
  dayNames.set(key, name);
  return name;
}

/** `19 Nov 2026` */
export function formatDate(at: Instant, lang: Language): string {
  return inUtc(at, lang, { day: 'numeric', month: 'short', year: 'numeric' });
}

/** `November 2026` */
export function formatMonth(at: Instant, lang: Language): string {
  return inUtc(at, lang, { month: 'long', year: 'numeric' });
}

/** `14:05 UTC` on the day of `now`, `19 Nov, 14:05 UTC` before, with the year in another year. */
export function formatMoment(at: Instant, now: Instant, lang: Language): string {
  if (sameUtc(at, now, 10)) return formatTime(at);
  return `${sameUtc(at, now, 4) ? formatDay(at, lang) : formatDate(at, lang)}, ${formatTime(at)}`;
}

/** The same without naming UTC, for sentences with several times. */
export function formatShortMoment(at: Instant, now: Instant, lang: Language): string {
  return formatMoment(at, now, lang).replace(`${NO_BREAK_SPACE}UTC`, '');
}

/** `under a minute`, `23 min`, `1 h 41 min`, `2 d 3 h`: whole minutes, never rounded up. */
export function formatDuration(ms: number, lang: Language): string {
  const day = lang === 'fr' ? 'j' : 'd';
  if (ms < MINUTE_MS) return lang === 'fr' ? 'moins d’une minute' : 'under a minute';
  if (ms < HOUR_MS) return quantity(Math.floor(ms / MINUTE_MS), 'min');
  if (ms < DAY_MS) return pair(ms, HOUR_MS, 'h', MINUTE_MS, 'min');
  return pair(ms, DAY_MS, day, HOUR_MS, 'h');
}

/** As a moment, to the second: `14:05:10 UTC`. */
export function formatSecond(at: Instant, now: Instant, lang: Language): string {
  return formatMoment(at, now, lang).replace(formatClock(at), new Date(at).toISOString().slice(11, 19));
}

/** `8 s`, `23 min`, `1 h 41 min`: how long until something happens. */
export function formatCountdown(ms: number): string {
  return ms < MINUTE_MS ? quantity(Math.ceil(ms / SECOND_MS), 's') : formatDuration(ms, 'en');
}

/** `30 s`, `5 min`: the length of an interval somebody set. */
export function formatInterval(ms: number): string {
  return ms < 2 * MINUTE_MS && ms % MINUTE_MS !== 0
    ? quantity(Math.round(ms / SECOND_MS), 's')
    : quantity(Math.round(ms / MINUTE_MS), 'min');
}

/** Parts per million as `99.94 %`, cut and never rounded up: 100 % means that nothing was lost. */
export function formatPercent(ppm: number, lang: Language, digits = 2): string {
  const unit = 10 ** (4 - digits);
  const cut = Math.floor(ppm / unit) * unit;
  const number = numberFormat(LOCALES[lang], {
    minimumFractionDigits: cut === 1_000_000 ? 0 : digits,
    maximumFractionDigits: digits,
  }).format(cut / 10_000);
  return `${number}${NARROW_SPACE}%`;
}

/** A small share such as `0.3 %`; what is above nothing is never shown as nothing. */
export function formatShare(ppm: number, lang: Language): string {
  if (ppm > 0 && ppm < 1_000) return `<${NARROW_SPACE}${formatPercent(1_000, lang, 1)}`;
  return formatPercent(ppm, lang, 1);
}

/** `1,234` */
export function formatCount(count: number, lang: Language): string {
  return numberFormat(LOCALES[lang]).format(count);
}

/** Minor units of a currency: `€1,234.50`, `1 234,50 €`. */
export function formatMoney(amountMinor: number, currency: string, lang: Language): string {
  const format = new Intl.NumberFormat(LOCALES[lang], { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amountMinor / 10 ** digits);
}

/** `a, b and c` */
export function formatList(items: readonly string[], lang: Language): string {
  return new Intl.ListFormat(LOCALES[lang], { type: 'conjunction' }).format(items);
}

function inUtc(at: Instant, lang: Language, options: Intl.DateTimeFormatOptions): string {
  return dateFormat(LOCALES[lang], { ...options, timeZone: 'UTC' }).format(at);
}

function sameUtc(a: Instant, b: Instant, length: number): boolean {
  return new Date(a).toISOString().slice(0, length) === new Date(b).toISOString().slice(0, length);
}

function pair(ms: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const head = quantity(Math.floor(ms / large), largeUnit);
  const rest = Math.floor((ms % large) / small);
  return rest === 0 ? head : `${head} ${quantity(rest, smallUnit)}`;
}

function quantity(count: number, unit: string): string {
  return `${count}${NARROW_SPACE}${unit}`;
}
