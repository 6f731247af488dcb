import { expect, test } from 'vitest';
import { windowsBySource } from '#domain/reports/windows';

test('each source has its own window, in the order measured, declared, stated', () => {
  const windows = windowsBySource(
    [
      { source: 'provider', startedAt: 50, endedAt: 300 },
      { source: 'measured', startedAt: 100, endedAt: 200 },
    ],
    1_000,
  );
  expect(windows).toEqual([
    { source: 'measured', startedAt: 100, endedAt: 200, lostMs: 100 },
    { source: 'provider', startedAt: 50, endedAt: 300, lostMs: 250 },
  ]);
});

test('outages of several services that overlap count once, gaps do not count', () => {
  const windows = windowsBySource(
    [
      { source: 'measured', startedAt: 100, endedAt: 200 },
      { source: 'measured', startedAt: 150, endedAt: 260 },
      { source: 'measured', startedAt: 400, endedAt: 450 },
    ],
    1_000,
  );
  expect(windows).toEqual([{ source: 'measured', startedAt: 100, endedAt: 450, lostMs: 210 }]);
});

test('an outage that goes on has no end and counts until now', () => {
  expect(windowsBySource([{ source: 'declared', startedAt: 100, endedAt: null }], 160)).toEqual([
    { source: 'declared', startedAt: 100, endedAt: null, lostMs: 60 },
  ]);
  expect(windowsBySource([], 160)).toEqual([]);
});
