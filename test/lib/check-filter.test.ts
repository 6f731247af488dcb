import { expect, test } from 'vitest';
import { checkStanding } from '#lib/check-filter';

const UNKNOWN = { state: 'unknown', pausedAt: null, kind: 'http' } as const;

test('a check that was asked in vain so far is told apart from one that was not asked or is out of sight', () => {
  const word = (more: Partial<Parameters<typeof checkStanding>[0]>) => checkStanding({ ...UNKNOWN, ...more }).word;
  expect(word({ firstUpAt: null, lastSampleAt: 5 })).toBe('Never worked so far');
  expect(word({ firstUpAt: null, lastSampleAt: null })).toBe('Unknown');
  expect(word({ firstUpAt: 3, lastSampleAt: 5 })).toBe('Unknown');
  expect(word({ firstUpAt: null, lastSampleAt: 5, kind: 'heartbeat' })).toBe('Unknown');
  expect(word({ firstUpAt: null, lastSampleAt: 5, pausedAt: 6 })).toBe('Paused');
});
