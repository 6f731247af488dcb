/** How often a series happens. Once a day at most: the time of day belongs to the series, not to its rule. */
export type Frequency = 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';

/** A day of the week, Monday 1 to Sunday 7; `nth` counts within the month or year, from its end when negative. */
export interface RuleDay {
  readonly weekday: number;
  readonly nth: number | null;
}

/** The part of RFC 5545 that a maintenance may follow. */
export interface RecurrenceRule {
  readonly frequency: Frequency;
  readonly interval: number;
  readonly count: number | null;
  /** Last local day `YYYY-MM-DD`, or last instant in epoch milliseconds; both included. */
  readonly until: { readonly day: string } | { readonly at: number } | null;
  readonly months: readonly number[];
  readonly monthDays: readonly number[];
  readonly days: readonly RuleDay[];
  readonly positions: readonly number[];
  readonly weekStart: number;
}

export type ReadRule =
  | { readonly rule: RecurrenceRule; readonly problem?: never }
  | { readonly problem: string; readonly rule?: never };

export const WEEKDAYS: readonly string[] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
export const MOST_COUNT = 1_000;
const MOST_INTERVAL = 366;
const LONGEST_TEXT = 400;

const KNOWN = ['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYMONTH', 'BYMONTHDAY', 'BYDAY', 'BYSETPOS', 'WKST'] as const;
type Part = (typeof KNOWN)[number];

/** Reads an RRULE with or without its name in front; what cannot be followed is refused in a sentence. */
export function readRule(text: string): ReadRule {
  try {
    return { rule: buildRule(splitParts(text)) };
  } catch (error) {
    if (error instanceof RuleProblem) return { problem: error.message };
    throw error;
  }
}

class RuleProblem extends Error {}

function splitParts(text: string): ReadonlyMap<Part, string> {
  const bare = text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '');
  if (bare.length > LONGEST_TEXT) throw new RuleProblem(`A rule has at most ${LONGEST_TEXT} characters.`);
  const values = new Map<Part, string>();
  for (const piece of bare.replace(/;$/, '').split(';')) {
    const [name = '', value, ...more] = piece.split('=');
    if (!value || more.length > 0) throw new RuleProblem(`“${piece}” is not a part like FREQ=WEEKLY.`);
    const part = KNOWN.find((known) => known === name);
    if (!part) throw new RuleProblem(UNSUPPORTED[name] ?? `“${name}” is not a part of a rule that is known here.`);
    if (values.has(part)) throw new RuleProblem(`${part} stands twice.`);
    values.set(part, value);
  }
  return values;
}

const TIME_OF_DAY = 'The time of day is set beside the rule: a maintenance begins at one time, once a day at most.';
const UNSUPPORTED: Readonly<Record<string, string>> = {
  BYHOUR: TIME_OF_DAY,
  BYMINUTE: TIME_OF_DAY,
  BYSECOND: TIME_OF_DAY,
  BYYEARDAY: 'BYYEARDAY is not followed here: name the month and the day with BYMONTH and BYMONTHDAY.',
  BYWEEKNO: 'BYWEEKNO is not followed here: name the days with BYMONTH and BYDAY.',
  RSCALE: 'Only the Gregorian calendar is followed here.',
  SKIP: 'SKIP is not followed here: a day that a month does not have is left out.',
};

function buildRule(values: ReadonlyMap<Part, string>): RecurrenceRule {
  const frequency = readFrequency(values.get('FREQ'));
  const monthDays = listOf(values, 'BYMONTHDAY', { largest: 31, negative: true });
  const days = (values.get('BYDAY')?.split(',') ?? []).map((text) => readDay(text, frequency));
  const positions = listOf(values, 'BYSETPOS', { largest: 366, negative: true });
  const months = listOf(values, 'BYMONTH', { largest: 12, negative: false });
  if (frequency === 'WEEKLY' && monthDays.length > 0) throw new RuleProblem('BYMONTHDAY does not go with FREQ=WEEKLY.');
  if (positions.length > 0 && days.length + monthDays.length + months.length === 0) {
    throw new RuleProblem('BYSETPOS needs BYDAY, BYMONTHDAY or BYMONTH to choose from.');
  }
  const count = values.has('COUNT') ? wholeNumber(values.get('COUNT'), 'COUNT', MOST_COUNT) : null;
  const until = values.has('UNTIL') ? readUntil(values.get('UNTIL') ?? '') : null;
  if (count !== null && until !== null) throw new RuleProblem('A rule has COUNT or UNTIL, not both.');
  return {
    frequency,
    interval: values.has('INTERVAL') ? wholeNumber(values.get('INTERVAL'), 'INTERVAL', MOST_INTERVAL) : 1,
    count,
    until,
    months,
    monthDays,
    days,
    positions,
    weekStart: values.has('WKST') ? weekdayOf(values.get('WKST') ?? '') : 1,
  };
}

function readFrequency(text: string | undefined): Frequency {
  if (text === undefined) throw new RuleProblem('A rule says how often: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY.');
  if (text === 'DAILY' || text === 'WEEKLY' || text === 'MONTHLY' || text === 'YEARLY') return text;
  if (['HOURLY', 'MINUTELY', 'SECONDLY'].includes(text)) {
    throw new RuleProblem('A maintenance happens once a day at most: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY.');
  }
  throw new RuleProblem(`FREQ is DAILY, WEEKLY, MONTHLY or YEARLY, not “${text}”.`);
}

function wholeNumber(text: string | undefined, name: string, largest: number): number {
  const value = /^\d{1,9}$/.test(text ?? '') ? Number(text) : 0;
  if (value < 1 || value > largest) {
    throw new RuleProblem(`${name} is a whole number from 1 to ${largest.toLocaleString('en-GB')}.`);
  }
  return value;
}

function listOf(
  values: ReadonlyMap<Part, string>,
  name: 'BYMONTH' | 'BYMONTHDAY' | 'BYSETPOS',
  { largest, negative }: { readonly largest: number; readonly negative: boolean },
): number[] {
  const numbers = (values.get(name)?.split(',') ?? []).map((text) => {
    const value = /^[+-]?\d{1,3}$/.test(text) ? Number(text) : 0;
    if (value === 0 || Math.abs(value) > largest || (value < 0 && !negative)) {
      const lowest = negative ? `, or from −1 to −${largest} counted from the end` : '';
      throw new RuleProblem(`${name} takes whole numbers from 1 to ${largest}${lowest}, not “${text}”.`);
    }
    return value;
  });
  return [...new Set(numbers)];
}

function readDay(text: string, frequency: Frequency): RuleDay {
  const match = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(text);
  const weekday = weekdayOf(match?.[2] ?? text);
  if (match?.[1] === undefined) return { weekday, nth: null };
  const nth = Number(match[1]);
  if (frequency === 'DAILY' || frequency === 'WEEKLY') {
    throw new RuleProblem(`“${text}” counts within a month or year: it needs FREQ=MONTHLY or YEARLY.`);
  }
  if (nth === 0 || Math.abs(nth) > 53)
    throw new RuleProblem(`“${text}”: the number before a day is 1 to 53, or −1 to −53.`);
  return { weekday, nth };
}

function weekdayOf(text: string): number {
  const index = WEEKDAYS.indexOf(text);
  if (index < 0) throw new RuleProblem(`“${text}” is no day of the week: MO, TU, WE, TH, FR, SA or SU.`);
  return index + 1;
}

function readUntil(text: string): NonNullable<RecurrenceRule['until']> {
  const match = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})Z)?$/.exec(text);
  const [, year, month, day, hour, minute, second] = match ?? [];
  const at = match
    ? Date.parse(`${year}-${month}-${day}T${hour ?? '00'}:${minute ?? '00'}:${second ?? '00'}Z`)
    : Number.NaN;
  const isDay = match !== null && new Date(at || 0).toISOString().startsWith(`${year}-${month}-${day}`);
  if (!isDay) throw new RuleProblem('UNTIL is a day like 20271231, or a time in UTC like 20271231T235959Z.');
  return hour === undefined ? { day: `${year}-${month}-${day}` } : { at };
}
