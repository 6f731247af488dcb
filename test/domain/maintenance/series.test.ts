import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRule } from '#domain/maintenance/rule';
import { type Occurrence, occurrencesBetween, occurrencesOf, type Schedule } from '#domain/maintenance/series';
import { DAY_MS, localOf, MINUTE_MS, toIso } from '#domain/time';
import '#test/support/properties';

function schedule(text: string | null, given: Partial<Schedule> = {}): Schedule {
  const { rule = null, problem } = text === null ? { rule: null } : readRule(text);
  if (problem !== undefined) throw new Error(problem);
  return { zone: 'UTC', startsLocal: '2026-01-01T10:00', durationMinutes: 60, rule, skippedDays: [], ...given };
}

function take(given: Schedule, count: number): (Occurrence | { plannedLocal: string; why: string })[] {
  const found = [];
  for (const one of occurrencesOf(given)) {
    if (found.length >= count) break;
    found.push(one);
  }
  return found;
}

/** Starts in UTC to the minute; what is left out by its local time and why. */
const starts = (given: Schedule, count = 5): string[] =>
  take(given, count).map((one) =>
    'startedAt' in one ? `${toIso(one.startedAt).slice(0, 16)}Z` : `${one.plannedLocal} ${one.why}`,
  );

const days = (rule: string, first: string, count = 5): string[] =>
  take(schedule(rule, { startsLocal: `${first}T09:00` }), count).map(({ plannedLocal }) => plannedLocal.slice(0, 10));

describe('the days of a rule', () => {
  test.each([
    ['FREQ=DAILY;COUNT=3', '1997-09-02', '1997-09-02 1997-09-03 1997-09-04'],
    ['FREQ=DAILY;INTERVAL=10;COUNT=3', '1997-09-02', '1997-09-02 1997-09-12 1997-09-22'],
    ['FREQ=DAILY;UNTIL=19970904', '1997-09-02', '1997-09-02 1997-09-03 1997-09-04'],
    ['FREQ=DAILY;UNTIL=19970904T085959Z', '1997-09-02', '1997-09-02 1997-09-03'],
    ['FREQ=DAILY;UNTIL=19970904T090000Z', '1997-09-02', '1997-09-02 1997-09-03 1997-09-04'],
    ['FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO', '1997-08-05', '1997-08-05 1997-08-10 1997-08-19 1997-08-24'],
    ['FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU', '1997-08-05', '1997-08-05 1997-08-17 1997-08-19 1997-08-31'],
    ['FREQ=WEEKLY;BYDAY=MO;COUNT=2', '2026-11-22', '2026-11-23 2026-11-30'],
    ['FREQ=MONTHLY;COUNT=3;BYDAY=1FR', '1997-09-05', '1997-09-05 1997-10-03 1997-11-07'],
    ['FREQ=MONTHLY;COUNT=3;BYDAY=-2MO', '1997-09-22', '1997-09-22 1997-10-20 1997-11-17'],
    ['FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=3', '1997-09-28', '1997-09-28 1997-10-29 1997-11-28'],
    ['FREQ=MONTHLY;COUNT=4', '2026-01-31', '2026-01-31 2026-03-31 2026-05-31 2026-07-31'],
    ['FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3', '2028-01-31', '2028-01-31 2028-02-29 2028-03-31'],
    ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3', '1997-09-02', '1998-02-13 1998-03-13 1998-11-13'],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3', '2026-01-01', '2026-01-30 2026-02-27 2026-03-31'],
    ['FREQ=MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=3;COUNT=3', '1997-09-04', '1997-09-04 1997-10-07 1997-11-06'],
    ['FREQ=YEARLY;COUNT=3', '2024-02-29', '2024-02-29 2028-02-29 2032-02-29'],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1;COUNT=3', '2027-01-01', '2027-02-28 2028-02-29 2029-02-28'],
    ['FREQ=YEARLY;BYDAY=20MO;COUNT=3', '1997-05-19', '1997-05-19 1998-05-18 1999-05-17'],
    ['FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;COUNT=3', '2026-01-01', '2026-03-29 2027-03-28 2028-03-26'],
    [
      'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=3',
      '1996-11-05',
      '1996-11-05 2000-11-07 2004-11-02',
    ],
    ['RRULE:freq=weekly;', '2026-11-22', '2026-11-22 2026-11-29 2026-12-06 2026-12-13 2026-12-20'],
  ])('%s from %s', (rule, first, expected) => {
    expect(days(rule, first).join(' ')).toBe(expected);
  });

  test('skipped days are left out and count towards COUNT', () => {
    const given = schedule('FREQ=DAILY;COUNT=3', { skippedDays: ['2026-01-02'] });
    expect(starts(given)).toEqual(['2026-01-01T10:00Z', '2026-01-02T10:00 skipped', '2026-01-03T10:00Z']);
  });

  test('without a rule it happens once', () => {
    expect(starts(schedule(null))).toEqual(['2026-01-01T10:00Z']);
  });

  test('a day that never comes ends the search', () => {
    expect(days('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', '2026-01-01')).toEqual([]);
  });
});

describe('local time across changes of the clock', () => {
  test.each([
    [
      'Berlin in spring: 02:30 does not exist on 29 March and is left out',
      ['Europe/Berlin', '2026-03-28T02:30'],
      ['2026-03-28T01:30Z', '2026-03-29T02:30 no-such-time', '2026-03-30T00:30Z'],
    ],
    [
      'Berlin in autumn: 02:30 comes twice on 25 October and the first is taken',
      ['Europe/Berlin', '2026-10-24T02:30'],
      ['2026-10-24T00:30Z', '2026-10-25T00:30Z', '2026-10-26T01:30Z'],
    ],
    [
      'New York in spring',
      ['America/New_York', '2026-03-07T02:30'],
      ['2026-03-07T07:30Z', '2026-03-08T02:30 no-such-time', '2026-03-09T06:30Z'],
    ],
    [
      'New York in autumn',
      ['America/New_York', '2026-10-31T01:30'],
      ['2026-10-31T05:30Z', '2026-11-01T05:30Z', '2026-11-02T06:30Z'],
    ],
    [
      'Lord Howe, whose clock moves by half an hour: 02:15 does not exist on 4 October',
      ['Australia/Lord_Howe', '2026-10-03T02:15'],
      ['2026-10-02T15:45Z', '2026-10-04T02:15 no-such-time', '2026-10-04T15:15Z'],
    ],
    [
      'Lord Howe in autumn: 01:45 comes twice on 5 April and the first is taken',
      ['Australia/Lord_Howe', '2026-04-04T01:45'],
      ['2026-04-03T14:45Z', '2026-04-04T14:45Z', '2026-04-05T15:15Z'],
    ],
    [
      'Kolkata, whose clock never moves',
      ['Asia/Kolkata', '2026-03-28T02:30'],
      ['2026-03-27T21:00Z', '2026-03-28T21:00Z', '2026-03-29T21:00Z'],
    ],
    [
      'Apia, which had no 30 December 2011',
      ['Pacific/Apia', '2011-12-29T10:00'],
      ['2011-12-29T20:00Z', '2011-12-30T10:00 no-such-time', '2011-12-30T20:00Z'],
    ],
  ])('%s', (_, [zone = '', startsLocal = ''], expected) => {
    expect(starts(schedule('FREQ=DAILY', { zone, startsLocal }), 3)).toEqual(expected);
  });

  test('a time that does not exist is not counted', () => {
    const given = schedule('FREQ=DAILY;COUNT=2', { zone: 'Europe/Berlin', startsLocal: '2026-03-28T02:30' });
    expect(starts(given)).toEqual(['2026-03-28T01:30Z', '2026-03-29T02:30 no-such-time', '2026-03-30T00:30Z']);
  });

  test.each(['20260328', '20260328T013000Z', '20260329T002959Z'])(
    'a time that does not exist is not left out of a series that is over by then: UNTIL=%s',
    (until) => {
      const given = schedule(`FREQ=DAILY;UNTIL=${until}`, { zone: 'Europe/Berlin', startsLocal: '2026-03-28T02:30' });
      expect(starts(given)).toEqual(['2026-03-28T01:30Z']);
    },
  );

  test('the length is real time: an hour that comes twice is part of it', () => {
    const given = schedule('FREQ=DAILY;COUNT=1', {
      ...{ zone: 'Europe/Berlin', startsLocal: '2026-10-25T01:00', durationMinutes: 180 },
    });
    const [night] = occurrencesBetween(given, { from: 0, to: Number.MAX_SAFE_INTEGER, limit: 1 });
    expect(localOf(night?.endedAt ?? 0, 'Europe/Berlin')).toBe('2026-10-25T03:00');
    expect((night?.endedAt ?? 0) - (night?.startedAt ?? 0)).toBe(180 * MINUTE_MS);
  });
});

describe('a rule that cannot be followed is refused in words', () => {
  test.each([
    ['', 'is not a part like'],
    ['COUNT=3', 'says how often'],
    ['FREQ=HOURLY', 'once a day at most'],
    ['FREQ=SECONDLY;COUNT=100000000', 'once a day at most'],
    ['FREQ=FORTNIGHTLY', 'not “FORTNIGHTLY”'],
    ['FREQ=DAILY;COUNT=1000000', 'COUNT is a whole number from 1 to 1,000.'],
    ['FREQ=DAILY;COUNT=0', 'COUNT is a whole number'],
    ['FREQ=DAILY;COUNT=-1', 'COUNT is a whole number'],
    ['FREQ=DAILY;INTERVAL=0', 'INTERVAL is a whole number'],
    ['FREQ=DAILY;COUNT=3;UNTIL=20271231', 'COUNT or UNTIL'],
    ['FREQ=DAILY;UNTIL=20270230', 'UNTIL is a day'],
    ['FREQ=DAILY;UNTIL=20271231T100000', 'UNTIL is a day'],
    ['FREQ=DAILY;BYHOUR=1,2,3', 'The time of day is set beside the rule'],
    ['FREQ=YEARLY;BYYEARDAY=100', 'BYYEARDAY is not followed'],
    ['FREQ=YEARLY;BYWEEKNO=20', 'BYWEEKNO is not followed'],
    ['FREQ=DAILY;BYMONTH=13', 'BYMONTH takes whole numbers from 1 to 12, not “13”.'],
    ['FREQ=MONTHLY;BYMONTHDAY=0', 'BYMONTHDAY takes'],
    ['FREQ=MONTHLY;BYMONTHDAY=-32', 'BYMONTHDAY takes'],
    ['FREQ=WEEKLY;BYMONTHDAY=3', 'does not go with FREQ=WEEKLY'],
    ['FREQ=WEEKLY;BYDAY=1MO', 'needs FREQ=MONTHLY or YEARLY'],
    ['FREQ=MONTHLY;BYDAY=XX', 'is no day of the week'],
    ['FREQ=MONTHLY;BYDAY=54MO', '1 to 53'],
    ['FREQ=MONTHLY;BYSETPOS=1', 'BYSETPOS needs'],
    ['FREQ=DAILY;FREQ=WEEKLY', 'stands twice'],
    ['FREQ=DAILY;X-THING=1', 'not a part of a rule that is known'],
    ['FREQ=DAILY;RSCALE=CHINESE', 'Gregorian'],
    [`FREQ=DAILY;BYMONTH=${'1,'.repeat(500)}1`, 'at most 400 characters'],
  ])('%s', (text, problem) => {
    expect(readRule(text).problem).toContain(problem);
  });

  test('whatever is typed, reading ends in a rule or a sentence', () => {
    const piece = fc.constantFrom(
      'FREQ',
      'BYDAY',
      'COUNT',
      'UNTIL',
      '=',
      ';',
      ',',
      'DAILY',
      '-1',
      'MO',
      '99999999T',
      'é',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((parts) => parts.join('')),
        ),
        (text) => {
          const { rule, problem } = readRule(text);
          expect((rule === undefined) !== (problem === undefined)).toBe(true);
        },
      ),
    );
  });
});

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Pacific/Apia'];
const anySchedule = fc
  .record({
    zone: fc.constantFrom(...ZONES),
    day: fc.integer({ min: 0, max: 3_000 }),
    minute: fc.integer({ min: 0, max: 1_439 }),
    frequency: fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'),
    interval: fc.integer({ min: 1, max: 40 }),
    by: fc.constantFrom('', ';BYDAY=MO,SA', ';BYMONTH=3,10', ';BYMONTH=2;BYDAY=SU;BYSETPOS=-1'),
  })
  .map(({ zone, day, minute, frequency, interval, by }) =>
    schedule(`FREQ=${frequency};INTERVAL=${interval}${by}`, {
      zone,
      startsLocal: new Date(Date.UTC(2020, 0, 1) + day * DAY_MS + minute * MINUTE_MS).toISOString().slice(0, 16),
    }),
  );

describe('laws of a series', () => {
  test('starts strictly increase, and the local time is the same on every day', () => {
    fc.assert(
      fc.property(anySchedule, (given) => {
        const found = occurrencesBetween(given, { from: 0, to: Number.MAX_SAFE_INTEGER, limit: 40 });
        for (const [index, one] of found.entries()) {
          expect(localOf(one.startedAt, given.zone)).toBe(one.plannedLocal);
          expect(one.plannedLocal.slice(11)).toBe(given.startsLocal.slice(11));
          const next = found[index + 1];
          if (next) expect(next.startedAt).toBeGreaterThan(one.startedAt);
        }
      }),
    );
  });

  test('what is found between two moments does not depend on where one begins to look', () => {
    fc.assert(
      fc.property(anySchedule, fc.integer({ min: 0, max: 900 }), (given, shift) => {
        const from = Date.parse(`${given.startsLocal}Z`) + shift * DAY_MS;
        const to = from + 500 * DAY_MS;
        const all = occurrencesBetween(given, { from: 0, to, limit: 10_000 });
        expect(occurrencesBetween(given, { from, to, limit: 10_000 })).toEqual(
          all.filter(({ startedAt }) => startedAt >= from),
        );
      }),
      { numRuns: 30 },
    );
  });
});
