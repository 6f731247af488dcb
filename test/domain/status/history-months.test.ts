import { describe, expect, test } from 'vitest';
import { historyPage, monthSpan } from '#domain/status/history-months';
import { at, NOW } from './facts.ts';

const FIRST = at('2025-12-31T23:59:59Z');

describe('history pages', () => {
  test.each([
    ['2026-11', { months: ['2026-11', '2026-10', '2026-09'], earlier: '2026-08', later: null }],
    ['2026-08', { months: ['2026-08', '2026-07', '2026-06'], earlier: '2026-05', later: '2026-11' }],
    ['2026-10', { months: ['2026-10', '2026-09', '2026-08'], earlier: '2026-07', later: '2026-11' }],
    ['2026-02', { months: ['2026-02', '2026-01', '2025-12'], earlier: null, later: '2026-05' }],
    ['2025-12', { months: ['2025-12'], earlier: null, later: '2026-03' }],
  ])('show %s', (month, page) => {
    expect(historyPage(month, NOW, FIRST)).toEqual(page);
  });

  test.each(['2025-11', '2026-12', '2026-13', '2026-00', '9999-12', '2026-1', 'now'])('know no %s', (month) => {
    expect(historyPage(month, NOW, FIRST)).toBeUndefined();
  });

  test('show the current month of an empty history', () => {
    expect(historyPage('2026-11', NOW, undefined)).toEqual({ months: ['2026-11'], earlier: null, later: null });
  });

  test('are months of UTC', () => {
    expect(monthSpan('2026-12')).toEqual({
      startedAt: at('2026-12-01T00:00:00Z'),
      endedAt: at('2027-01-01T00:00:00Z'),
    });
  });
});
