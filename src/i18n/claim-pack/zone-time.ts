import { type Instant, MINUTE_MS } from '#domain/time';

/** `2026-10-05 10:00` in a zone, with seconds only where there are any: read the same way by everybody. */
export function zoneTime(at: Instant, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? '';
  const seconds = at % MINUTE_MS === 0 ? '' : `:${part('second')}`;
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}${seconds}`;
}

/** A zone with its distance from UTC at that time: `Europe/Paris (UTC+02:00)`. */
export function zoneName(zone: string, at: Instant): string {
  if (zone === 'UTC') return zone;
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(at);
  const offset = parts.find(({ type }) => type === 'timeZoneName')?.value.replace('GMT', 'UTC') ?? '';
  return `${zone} (${offset})`;
}

/** A span in a zone: `2026-10-05 10:00 to 14:30 UTC`, with the second day where it is another. */
export function zoneSpan(span: { startedAt: Instant; endedAt: Instant }, zone: string, to: string): string {
  const start = zoneTime(span.startedAt, zone);
  const end = zoneTime(span.endedAt, zone);
  const names = [zoneName(zone, span.startedAt), zoneName(zone, span.endedAt)];
  // The clocks change in between.
  if (names[0] !== names[1]) return `${start} ${names[0]} ${to} ${end} ${names[1]}`;
  const same = start.slice(0, 10) === end.slice(0, 10);
  return `${start} ${to} ${same ? end.slice(11) : end} ${names[0]}`;
}
