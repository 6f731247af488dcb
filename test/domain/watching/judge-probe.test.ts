import { expect, test } from 'vitest';
import { judgeProbe } from '#domain/watching/judge-probe';
import { isOfTheTarget, PROBE_CAUSES, type ProbeCause } from '#domain/watching/probe-cause';
import type { ProbeResult } from '#domain/watching/probe-result';

function failedBy(cause: ProbeCause): ProbeResult {
  return { ok: false, cause, detail: '', latencyMs: null, timings: { totalMs: 0 } };
}

test('what lies with us or with the check is unknown, and never down', () => {
  const ours = PROBE_CAUSES.filter((cause) => judgeProbe(0, failedBy(cause), 'working').state === 'unknown');
  expect(ours).toEqual(expect.arrayContaining(['address-refused', 'not-supported', 'misconfigured']));
  expect(ours).toEqual(PROBE_CAUSES.filter((cause) => !isOfTheTarget(cause)));
});

test('what lies with the target is down while our own connection works, and unknown while it is lost', () => {
  for (const cause of PROBE_CAUSES.filter(isOfTheTarget)) {
    expect(judgeProbe(0, failedBy(cause), 'working').state).toBe('down');
    expect(judgeProbe(0, failedBy(cause), 'lost')).toMatchObject({ state: 'unknown', gapCause: 'connection-lost' });
  }
});
