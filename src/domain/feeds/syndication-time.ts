import type { Instant } from '../time.ts';
import { readInstant } from './read-json.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** The zones that RFC 822 names, in hours. */
const ZONES: Readonly<Record<string, string>> = {
  Z: '+00:00',
  UT: '+00:00',
  UTC: '+00:00',
  GMT: '+00:00',
  EST: '-05:00',
  EDT: '-04:00',
  CST: '-06:00',
  CDT: '-05:00',
  MST: '-07:00',
  MDT: '-06:00',
  PST: '-08:00',
  PDT: '-07:00',
};
const RFC_822 =
  /^(?:[A-Za-z]{3,9}, ?)?(\d{1,2}) ([A-Za-z]{3})[a-z]* (\d{4}) (\d{2}):(\d{2})(?::(\d{2}))? ?([A-Z]{1,3}|[+-]\d{2}:?\d{2})$/;

/** An instant of Atom (RFC 3339) or RSS (RFC 822). */
export function readSyndicationInstant(text: string): Instant | undefined {
  const [, day, word, year, hour, minute, second = '00', zone = ''] = RFC_822.exec(text) ?? [];
  if (day === undefined || word === undefined) return readInstant(text) ?? undefined;
  const month = monthOf(word);
  const offset = ZONES[zone] ?? zone.replace(/^([+-]\d{2}):?(\d{2})$/, '$1:$2');
  if (month === undefined) return undefined;
  return readInstant(`${year}-${month}-${day.padStart(2, '0')}T${hour}:${minute}:${second}${offset}`) ?? undefined;
}

/** `Aug` as `08`. */
export function monthOf(word: string): string | undefined {
  const index = MONTHS.indexOf(word.slice(0, 3).toLowerCase());
  return index < 0 ? undefined : String(index + 1).padStart(2, '0');
}
