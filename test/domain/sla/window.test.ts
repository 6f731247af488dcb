import { describe, expect, test } from 'vitest';
import type { WindowRule } from '#domain/sla/policy';
import { addMonths, isMonth, windowOf } from '#domain/sla/window';
import { toIso } from '#domain/time';

const MONTH: WindowRule = { kind: 'calendar-month', zone: 'UTC', zoneStated: true, anchorDay: null, firstMonth: null };

describe('the window of an agreement', () => {
  test.each([
    ['2026-02', 'UTC', 40_320],
    ['2024-02', 'UTC', 41_760],
    ['2026-06', 'UTC', 43_200],
    ['2026-07', 'UTC', 44_640],
    ['2026-03', 'America/Los_Angeles', 44_580],
    ['2026-11', 'America/Los_Angeles', 43_260],
    ['2026-04', 'Australia/Lord_Howe', 43_230],
    ['2026-10', 'Australia/Lord_Howe', 44_610],
    ['2026-06', 'Asia/Kolkata', 43_200],
    ['2011-12', 'Pacific/Apia', 43_200],
    ['2026-03', 'Europe/Berlin', 44_580],
    ['2026-10', 'Europe/Berlin', 44_700],
  ])('%s in %s has %i minutes', (month, zone, minutes) => {
    expect(windowOf(MONTH, month, zone).ms).toBe(minutes * 60_000);
  });

  test('a month begins at midnight of its zone', () => {
    expect(toIso(windowOf(MONTH, '2026-06', 'Asia/Kolkata').startedAt)).toBe('2026-05-31T18:30:00.000Z');
    expect(toIso(windowOf(MONTH, '2026-06', 'America/Los_Angeles').endedAt)).toBe('2026-07-01T07:00:00.000Z');
  });

  test.each([
    ['calendar-quarter', null, '2026-05', '2026-04-01', '2026-07-01'],
    ['calendar-quarter', null, '2026-12', '2026-10-01', '2027-01-01'],
    ['fiscal-quarter', 2, '2026-01', '2025-11-01', '2026-02-01'],
    ['fiscal-quarter', 2, '2026-02', '2026-02-01', '2026-05-01'],
  ] as const)('a %s from month %s that holds %s runs from %s to %s', (kind, firstMonth, month, from, to) => {
    const window = windowOf({ ...MONTH, kind, firstMonth }, month, 'UTC');
    expect([toIso(window.startedAt).slice(0, 10), toIso(window.endedAt).slice(0, 10)]).toEqual([from, to]);
  });

  test('a billing month begins on its anchor day', () => {
    const window = windowOf({ ...MONTH, kind: 'billing-month', anchorDay: 17 }, '2026-12', 'UTC');
    expect([toIso(window.startedAt).slice(0, 10), toIso(window.endedAt).slice(0, 10)]).toEqual([
      '2026-12-17',
      '2027-01-17',
    ]);
  });

  test.each([
    ['2026-01', '2026-01-31', '2026-02-28'],
    ['2026-02', '2026-02-28', '2026-03-31'],
    ['2024-02', '2024-02-29', '2024-03-31'],
    ['2026-04', '2026-04-30', '2026-05-31'],
  ])('an anchor day of 31 is the last day of a shorter month: %s from %s to %s', (month, from, to) => {
    const window = windowOf({ ...MONTH, kind: 'billing-month', anchorDay: 31 }, month, 'UTC');
    expect([toIso(window.startedAt).slice(0, 10), toIso(window.endedAt).slice(0, 10)]).toEqual([from, to]);
  });

  test('billing months follow one another without a gap, whatever the anchor day', () => {
    for (const anchorDay of [1, 15, 28, 29, 30, 31]) {
      const rule: WindowRule = { ...MONTH, kind: 'billing-month', anchorDay };
      for (let month = '2023-12'; month < '2025-03'; month = addMonths(month, 1)) {
        expect(windowOf(rule, month, 'UTC').endedAt).toBe(windowOf(rule, addMonths(month, 1), 'UTC').startedAt);
      }
    }
  });

  test('rolling days end with the month that names them', () => {
    const window = windowOf({ ...MONTH, kind: 'rolling-days', days: 365 }, '2026-02', 'Europe/Paris');
    expect([toIso(window.startedAt), toIso(window.endedAt)]).toEqual([
      '2025-02-28T23:00:00.000Z',
      '2026-02-28T23:00:00.000Z',
    ]);
  });

  test('months are added across years, both ways', () => {
    expect(addMonths('2026-11', 3)).toBe('2027-02');
    expect(addMonths('2026-01', -1)).toBe('2025-12');
  });

  test.each(['2026-13', '2026-00', '2026-6', '0000-01', '9999-12', '2026-06-01', ''])('“%s” is no month', (text) => {
    expect(isMonth(text)).toBe(false);
  });
});
