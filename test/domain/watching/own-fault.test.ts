import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CheckState } from '#domain/watching/detect-outage';
import { failsAltogether, forgetFailures } from '#domain/watching/own-fault';
import { isDisturbed, isMistimed, isOwnDoing } from '#domain/watching/own-pause';
import { PROBE_CAUSES } from '#domain/watching/probe-cause';

const T = 1_000_000;
const DOWN: CheckState = {
  ...{ state: 'down', stateSince: T, failureCount: 0, successCount: 0, firstFailureAt: null, firstSuccessAt: null },
  ...{ lastSampleAt: T + 60_000, lastUpAt: T - 30_000, blindSince: null },
};

test('a failure confirmed after the last good sample of any check is forgotten, back to the last good one of its own', () => {
  expect(forgetFailures(DOWN, T - 1)).toMatchObject({
    check: { state: 'unknown', stateSince: T - 30_000 },
    unknownSince: T - 30_000,
  });
});

test('a failure that began before it stays', () => {
  expect(forgetFailures(DOWN, T)).toBeNull();
  expect(forgetFailures(DOWN, T + 5)).toBeNull();
});

test('a doubt is forgotten as well, and what is up has nothing to forget', () => {
  const up: CheckState = { ...DOWN, state: 'up' };
  expect(forgetFailures(up, 0)).toBeNull();
  expect(forgetFailures({ ...up, failureCount: 1, firstFailureAt: T }, T - 1)).toMatchObject({
    check: { state: 'unknown', failureCount: 0, firstFailureAt: null },
  });
});

test('a doubt after other time without sight leaves what was seen between as it was', () => {
  const lost: CheckState = { ...DOWN, state: 'unknown', stateSince: T - 10_000, failureCount: 1, firstFailureAt: T };
  expect(forgetFailures(lost, T - 1)?.unknownSince).toBe(T - 10_000);
  expect(forgetFailures({ ...lost, stateSince: T - 90_000 }, T - 1)?.unknownSince).toBe(T - 30_000);
});

test('all failing together means three checks at least, and not one good answer', () => {
  const look = (checkId: string, ok: boolean, at = 10) => ({ checkId, ok, at });
  expect(failsAltogether([look('a', false), look('b', false), look('c', false)], 0)).toBe(true);
  expect(failsAltogether([look('a', false), look('a', false), look('b', false)], 0)).toBe(false);
  expect(failsAltogether([look('a', false), look('b', false), look('c', false), look('d', true)], 0)).toBe(false);
  expect(failsAltogether([look('a', false), look('b', false), look('c', false), look('d', true, 1)], 5)).toBe(true);
});

test('an answer that was read and found wrong is never our own doing; a timeout while we stood still is', () => {
  const failed = (cause: (typeof PROBE_CAUSES)[number]) =>
    ({ ok: false, cause, detail: '', latencyMs: null, timings: { totalMs: 1 } }) as const;
  const paused = { pausedMs: 2_000, steppedMs: 0 };
  expect(isOwnDoing(failed('timeout'), { pausedMs: 2_500, steppedMs: 0 }, 10_000)).toBe(true);
  expect(isOwnDoing(failed('timeout'), paused, 10_000)).toBe(false);
  expect(isOwnDoing(failed('reset'), paused, 10_000)).toBe(true);
  expect(isOwnDoing(failed('timeout'), { pausedMs: 0, steppedMs: -3_600_000 }, 10_000)).toBe(true);
  expect(isOwnDoing(failed('timeout'), { pausedMs: 200, steppedMs: 0 }, 10_000)).toBe(false);
  expect(isOwnDoing(failed('timeout'), { pausedMs: 300, steppedMs: 0 }, 1_000)).toBe(true);
  for (const cause of ['unexpected-code', 'keyword-missing', 'tls-expired', 'login-refused'] as const) {
    expect(isOwnDoing(failed(cause), paused, 10_000)).toBe(false);
  }
  fc.assert(
    fc.property(fc.constantFrom(...PROBE_CAUSES), fc.integer({ min: 100, max: 120_000 }), (cause, timeoutMs) => {
      expect(isOwnDoing(failed(cause), { pausedMs: 0, steppedMs: 0 }, timeoutMs)).toBe(false);
      expect(isDisturbed({ pausedMs: 0, steppedMs: 0 }, timeoutMs)).toBe(false);
    }),
  );
});

test('an answer time is left out where our standing still is a quarter of a second and a tenth of it', () => {
  const paused = (pausedMs: number) => ({ pausedMs, steppedMs: 0 });
  const run = (latencyMs: number | null) => ({ ok: true, latencyMs, timings: { totalMs: 1 } }) as const;
  expect(isMistimed(paused(590), run(593), 10_000)).toBe(true);
  expect(isMistimed(paused(249), run(252), 10_000)).toBe(false);
  expect(isMistimed(paused(300), run(8_000), 10_000)).toBe(false);
  expect(isMistimed(paused(900), run(8_000), 10_000)).toBe(true);
  expect(isMistimed(paused(2_000), run(null), 10_000)).toBe(true);
});
