import type { DayBar } from '#domain/status/day-bars';
import type { ServiceLine } from '#domain/status/status-view';
import type { UptimeFigure } from '#domain/status/uptime';
import type { Instant } from '#domain/time';
import type { Language } from '#domain/words';
import { formatDate, formatDay, formatDuration, formatMoment, formatPercent, formatShare } from '../format.ts';
import { messages } from './messages.ts';
import { stateWord } from './state-word.ts';

const MOST_BAD_DAYS = 8;

/** `3 Nov: 12 min down, 1 h degraded` */
export function dayTitle(day: DayBar, lang: Language): string {
  const t = messages(lang);
  const parts = [
    day.downMs > 0 && t.uptime.down(formatDuration(day.downMs, lang)),
    day.degradedMs > 0 && t.uptime.degraded(formatDuration(day.degradedMs, lang)),
    day.maintenanceMs > 0 && t.uptime.maintenance(formatDuration(day.maintenanceMs, lang)),
    day.state === 'unknown' && t.days.unknown,
  ].filter((part) => part !== false);
  const colon = lang === 'fr' ? '\u202f:' : ':';
  return `${formatDay(day.startedAt, lang)}${colon} ${parts.join(', ') || t.days[day.state]}`;
}

/**
 * What a figure is made of: `26 min down · 0.3 % not measured`, and since when where the page has not said so
 * for all its figures together (`saidSince`).
 */
export function figureParts(figure: UptimeFigure, lang: Language, saidSince: Instant | null = null): string[] {
  const t = messages(lang).uptime;
  if (figure.recordedFrom === null) return [];
  const bad = [
    figure.downMs > 0 && t.down(formatDuration(figure.downMs, lang)),
    figure.degradedMs > 0 && t.degraded(formatDuration(figure.degradedMs, lang)),
  ].filter((part) => part !== false);
  return [
    ...(bad.length > 0 || figure.uptimePpm === null ? bad : [t.noOutage]),
    ...(figure.maintenanceMs > 0 ? [t.maintenance(formatDuration(figure.maintenanceMs, lang))] : []),
    ...(figure.unknownMs > 0 ? [t.unmeasured(formatShare(figure.unknownPpm, lang))] : []),
    ...(figure.partial && formatDate(figure.recordedFrom, lang) !== (saidSince && formatDate(saidSince, lang))
      ? [t.since(formatDate(figure.recordedFrom, lang))]
      : []),
  ];
}

/** One sentence for those who do not see the bars: the state, the figure, the bad days by name. */
export function serviceSentence(line: ServiceLine, reader: { readonly lang: Language; readonly now: Instant }): string {
  const t = messages(reader.lang);
  const since = line.since === null ? null : formatMoment(line.since, reader.now, reader.lang);
  const figure =
    line.uptime.uptimePpm === null
      ? asSentence(t.uptime.none)
      : t.uptime.inDays(formatPercent(line.uptime.uptimePpm, reader.lang), line.days.length);
  const bad = line.days.filter(({ state }) => state === 'down' || state === 'degraded').toReversed();
  const until =
    line.until === undefined ? '' : `, ${t.service.until(formatMoment(line.until, reader.now, reader.lang))}`;
  const sentence = `${t.service.now(stateWord(line, reader.lang), since)}${until}. ${figure}.`;
  const isUnseen = line.uptime.uptimePpm === null && bad.length === 0;
  return isUnseen ? sentence : `${sentence} ${badDays(bad, reader.lang)}`;
}

function badDays(bad: readonly DayBar[], lang: Language): string {
  const t = messages(lang).uptime;
  if (bad.length === 0) return t.noBadDay;
  const named = bad.slice(0, MOST_BAD_DAYS).map((day) => dayTitle(day, lang));
  const rest = bad.length - named.length;
  return `${t.badDays(bad.length)}${[...named, ...(rest > 0 ? [t.moreDays(rest)] : [])].join(lang === 'fr' ? '\u202f; ' : '; ')}.`;
}

function asSentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
