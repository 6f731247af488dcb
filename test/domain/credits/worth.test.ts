import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { feeOfWindow } from '#domain/credits/fee';
import type { FeeHistory, FeeState } from '#domain/credits/fee-history';
import { feeHistory } from '#domain/credits/fee-history';
import { type WorthBasis, worthOf } from '#domain/credits/worth';
import { addDays, addMonthsToDay, dayStart } from '#domain/time';

const ZONE = 'Europe/Paris';
const start = (day: string): number => dayStart(day, ZONE);
const span = (from: string, until: string) => ({ startedAt: start(from), endedAt: start(until) });
const OCTOBER = span('2026-10-01', '2026-11-01');
const QUARTER = span('2026-10-01', '2027-01-01');

function state(from: string, more: Partial<FeeState> = {}): FeeState {
  return { from, feeMinor: 310_000, feePer: 'contract', seats: null, billingPlan: 'monthly', ...more };
}

function history(states: readonly FeeState[], more: Partial<FeeHistory> = {}): FeeHistory {
  return { currency: 'EUR', zone: ZONE, startsAt: start('2026-01-01'), endsAt: null, services: 2, states, ...more };
}

const plain = history([state('2026-01-01')]);

describe('what is worth more than can be reckoned exactly', () => {
  const huge = history([state('2026-01-01', { feeMinor: 1_000_000_000_000 })]);
  const basis = { history: huge, window: OCTOBER, feeBase: 'service-month' } as const;

  test('is said to be too large, and never rounded', () => {
    const days = { unit: 'days', value: 1_000_000_000_000, currency: null } as const;
    expect(worthOf(days, basis)).toEqual({ known: false, reason: 'too-large' });
    const percent = { unit: 'percent', value: 1_000_000_000_000, currency: null } as const;
    expect(worthOf(percent, basis)).toEqual({ known: false, reason: 'too-large' });
    expect(feeOfWindow(huge, span('2026-10-01', '2999-11-01'))).toEqual({ known: false, reason: 'too-large' });
    expect(worthOf({ ...days, value: 31 }, basis)).toMatchObject({ known: true, minor: 1_000_000_000_000 });
  });
});

describe('the fee of a window', () => {
  test('a whole month costs the monthly fee, whatever its length', () => {
    expect(feeOfWindow(plain, OCTOBER)).toMatchObject({ known: true, minor: 310_000, exact: '310000/1' });
    expect(feeOfWindow(plain, span('2026-02-01', '2026-03-01'))).toMatchObject({ minor: 310_000 });
  });

  test('a quarter costs three months', () => {
    expect(feeOfWindow(plain, QUARTER)).toMatchObject({ minor: 930_000 });
  });

  test('a billing month from the 15th costs one monthly fee', () => {
    expect(feeOfWindow(plain, span('2026-10-15', '2026-11-15'))).toMatchObject({ minor: 310_000 });
  });

  test('a change in the middle of the month is weighed by calendar days and told', () => {
    const changed = history([state('2026-01-01'), state('2026-10-11', { feeMinor: 620_000 })]);
    const fee = feeOfWindow(changed, OCTOBER);
    expect(fee).toMatchObject({ known: true, minor: 100_000 + 420_000, currency: 'EUR' });
    expect(fee.known && fee.steps).toMatchObject([
      {
        code: 'fee-piece',
        values: { from: '2026-10-01', to: '2026-10-10', days: 10, ofDays: 31, priceMinor: 310_000 },
      },
      {
        code: 'fee-piece',
        values: { from: '2026-10-11', to: '2026-10-31', days: 21, ofDays: 31, priceMinor: 620_000 },
      },
      { code: 'fee-sum', values: { minor: 520_000 } },
    ]);
  });

  test('days before the first and after the last day of the contract are not paid for', () => {
    const short = history([state('2026-10-11')], { startsAt: start('2026-10-11'), endsAt: start('2026-10-21') });
    expect(feeOfWindow(short, OCTOBER)).toMatchObject({ minor: 100_000 });
    expect(feeOfWindow(short, span('2026-09-01', '2026-10-01'))).toEqual({ known: false, reason: 'outside-term' });
  });

  test('a price per seat is multiplied by the seats, and more seats count from their day', () => {
    const first = { feeMinor: 1_380, feePer: 'seat', seats: 500 } as const;
    const seats = history([state('2026-01-01', first), state('2026-10-17', { ...first, seats: 600 })]);
    expect(feeOfWindow(seats, OCTOBER)).toMatchObject({ minor: Math.round(1_380 * ((500 * 16 + 600 * 15) / 31)) });
  });

  test('a month of a yearly fee is a twelfth, rounded half up at the end alone', () => {
    const yearly = history([state('2026-01-01', { feeMinor: 100_000, billingPlan: 'yearly' })]);
    expect(feeOfWindow(yearly, OCTOBER)).toMatchObject({ minor: 8_333, exact: '25000/3' });
    expect(feeOfWindow(yearly, QUARTER)).toMatchObject({ minor: 25_000 });
    const half = history([state('2026-01-01', { feeMinor: 6, billingPlan: 'yearly' })]);
    expect(feeOfWindow(half, OCTOBER)).toMatchObject({ minor: 1, exact: '1/2' });
  });

  test('a fee that nobody recorded has a reason instead of a sum', () => {
    expect(feeOfWindow(history([state('2026-01-01', { feeMinor: null })]), OCTOBER)).toEqual({
      known: false,
      reason: 'no-fee',
    });
    expect(feeOfWindow(history([state('2026-01-01', { feePer: 'seat' })]), OCTOBER)).toEqual({
      known: false,
      reason: 'no-seats',
    });
    expect(feeOfWindow(history([state('2026-01-01', { billingPlan: null })]), OCTOBER)).toEqual({
      known: false,
      reason: 'no-plan',
    });
  });

  test('of two changes for one day the later written one counts', () => {
    const change = { effectiveOn: '2026-10-11', edition: null, feePer: 'contract', seats: null } as const;
    const changes = [
      { ...change, feeMinor: 1, billingPlan: 'monthly', at: 2 } as const,
      { ...change, feeMinor: 620_000, billingPlan: 'monthly', at: 3 } as const,
    ];
    const contract = { ...state('2026-01-01'), currency: 'EUR', startsAt: start('2026-01-01'), endsAt: null };
    const made = feeHistory(contract, { zone: ZONE, services: 1, changes });
    expect(feeOfWindow(made, OCTOBER)).toMatchObject({ minor: 520_000 });
  });

  test('windows that follow each other add up to the fee of the whole, wherever the fee changes', () => {
    const day = fc.integer({ min: 1, max: 364 }).map((count) => addDays('2026-01-01', count));
    const later = fc.array(fc.record({ from: day, fee: fc.integer({ min: 0, max: 1_000_000 }) }), { maxLength: 5 });
    fc.assert(
      fc.property(later, fc.integer({ min: 1, max: 11 }), (changes, months) => {
        const sorted = changes.toSorted((a, b) => (a.from < b.from ? -1 : 1));
        const made = history([state('2026-01-01'), ...sorted.map(({ from, fee }) => state(from, { feeMinor: fee }))]);
        const middle = addMonthsToDay('2026-01-01', months);
        const parts = [span('2026-01-01', middle), span(middle, '2027-01-01')].map((part) => exact(made, part));
        const whole = exact(made, span('2026-01-01', '2027-01-01'));
        const [left = [0n, 1n], right = [0n, 1n]] = parts;
        expect((left[0] * right[1] + right[0] * left[1]) * whole[1]).toBe(whole[0] * left[1] * right[1]);
      }),
    );
  });
});

function exact(made: FeeHistory, window: { startedAt: number; endedAt: number }): [bigint, bigint] {
  const fee = feeOfWindow(made, window);
  if (!fee.known) throw new Error(fee.reason);
  const [numerator = '0', denominator = '1'] = fee.exact.split('/');
  return [BigInt(numerator), BigInt(denominator)];
}

describe('the value of a credit', () => {
  const days = (value: number) => ({ unit: 'days', value, currency: null }) as const;
  const percent = (ppm: number) => ({ unit: 'percent', value: ppm, currency: null }) as const;
  const basis = (made: FeeHistory, more: Partial<WorthBasis> = {}): WorthBasis => ({
    history: made,
    window: OCTOBER,
    feeBase: 'whole-invoice',
    ...more,
  });

  test('a day of a monthly plan is the fee divided by the days of that month', () => {
    expect(worthOf(days(3), basis(plain))).toMatchObject({ minor: 30_000, atMost: false });
    const june = span('2026-06-01', '2026-07-01');
    expect(worthOf(days(3), basis(plain, { window: june }))).toMatchObject({ minor: 31_000 });
  });

  test('a day of a yearly plan is the fee divided by the days of the term year, leap days included', () => {
    const yearly = { feeMinor: 366_000, billingPlan: 'yearly' } as const;
    const leap = history([state('2027-03-01', yearly)], { startsAt: start('2027-03-01') });
    const worth = worthOf(days(15), basis(leap, { window: span('2027-10-01', '2027-11-01') }));
    expect(worth).toMatchObject({ minor: 15_000 });
    expect(worth.known && worth.steps[0]).toMatchObject({ code: 'day-value', values: { ofDays: 366, plan: 'yearly' } });
    const next = worthOf(days(15), basis(leap, { window: span('2028-10-01', '2028-11-01') }));
    expect(next.known && next.steps[0]).toMatchObject({ values: { ofDays: 365 } });
  });

  test('where the fee changed inside the window its days are averaged', () => {
    const changed = history([state('2026-01-01'), state('2026-10-11', { feeMinor: 620_000 })]);
    expect(worthOf(days(31), basis(changed))).toMatchObject({ minor: 520_000 });
  });

  test('a percentage of the invoice is taken of the fee of the window', () => {
    expect(worthOf(percent(100_000), basis(plain))).toMatchObject({ minor: 31_000, atMost: false });
    expect(worthOf(percent(100_000), basis(plain, { window: QUARTER }))).toMatchObject({ minor: 93_000 });
  });

  test('a percentage of one service of several is worth its share of the fee at most', () => {
    expect(worthOf(percent(250_000), basis(plain, { feeBase: 'service-month' }))).toMatchObject({
      minor: 77_500,
      atMost: true,
    });
    const alone = history([state('2026-01-01')], { services: 1 });
    expect(worthOf(percent(250_000), basis(alone, { feeBase: 'service-month' }))).toMatchObject({ atMost: false });
  });

  test('a percentage of the next invoice takes the fee of the month after', () => {
    const raised = history([state('2026-01-01'), state('2026-11-01', { feeMinor: 620_000 })], { services: 1 });
    expect(worthOf(percent(100_000), basis(raised, { feeBase: 'next-service-invoice' }))).toMatchObject({
      minor: 62_000,
    });
  });

  test('money is worth itself, and without a fee the reason is told', () => {
    const nothing = history([state('2026-01-01', { feeMinor: null })]);
    expect(worthOf({ unit: 'money', value: 1_250, currency: 'USD' }, basis(nothing))).toMatchObject({
      minor: 1_250,
      currency: 'USD',
    });
    expect(worthOf(days(3), basis(nothing))).toEqual({ known: false, reason: 'no-fee' });
    expect(worthOf(percent(1), basis(plain, { feeBase: 'term' }))).toEqual({ known: false, reason: 'term-open' });
  });
});
