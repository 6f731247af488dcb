import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { intersectIntervals, mergeIntervals, subtractIntervals, unionMs } from '#domain/interval';
import type { AssessmentLine, OutageRow } from '#domain/sla/assessment';
import { addMonths } from '#domain/sla/window';
import { listShippedPolicyIds } from '#lib/sla-policy-file';
import { assessRows, editedPolicy, onlyLine, shippedPolicy } from '#test/support/sla';

const JUNE = Date.UTC(2026, 5, 1);
const JUNE_MS = 43_200 * 60_000;
// GitHub Enterprise has a gap between its tiers, Slack grants nothing any more.
const POLICIES = listShippedPolicyIds().filter((id) => !['github-enterprise', 'slack'].includes(id));

const state = fc.constantFrom('down', 'degraded', 'unknown', 'maintenance') as fc.Arbitrary<OutageRow['state']>;

/** Rows of one service around June 2026, some of them open, some of a small share. */
const row: fc.Arbitrary<OutageRow> = fc
  .record({
    service: fc.constant('Gmail'),
    startedAt: fc.integer({ min: JUNE - JUNE_MS / 10, max: JUNE + JUNE_MS }),
    lengthMs: fc.oneof(fc.integer({ min: 0, max: 7_200_000 }), fc.integer({ min: 0, max: JUNE_MS / 5 })),
    state,
    sharePpm: fc.option(fc.integer({ min: 0, max: 1_000_000 })),
    isOpen: fc.boolean(),
  })
  .map(({ lengthMs, isOpen, ...rest }) => ({
    ...rest,
    endedAt: isOpen && lengthMs % 7 === 0 ? null : rest.startedAt + lengthMs,
  }));
const rows = fc.array(row, { maxLength: 12 });
const downRow = row.map((one) => ({ ...one, state: 'down' as const, sharePpm: null }));
const policyId = fc.constantFrom(...POLICIES);

function lineOf(list: readonly OutageRow[], id = 'google-workspace'): AssessmentLine {
  return onlyLine(assessRows(list, { policy: shippedPolicy(id), services: ['Gmail'] }));
}

const amount = (line: AssessmentLine): number => line.credit?.amount ?? 0;

describe('laws of the arithmetic', () => {
  test('no credit exceeds its cap, for a service or in total', () => {
    fc.assert(
      fc.property(rows, policyId, (list, id) => {
        const policy = shippedPolicy(id);
        const spread = list.map((one, index) => ({
          ...one,
          service: ['Gmail', 'Drive', 'Meet'][index % 3] ?? 'Gmail',
        }));
        const { services, total } = assessRows(spread, { policy });
        const cap = Number(policy.terms.cap?.amount) * (policy.terms.credit.unit === 'percent' ? 10_000 : 1);
        for (const line of [...services, total]) expect(amount(line)).toBeLessThanOrEqual(cap);
      }),
    );
  });

  test('downtime and credit never fall as downtime is added', () => {
    fc.assert(
      fc.property(rows, downRow, policyId, (list, more, id) => {
        const before = lineOf(list, id);
        const after = lineOf([...list, more], id);
        expect(after.certain.downtime.ms).toBeGreaterThanOrEqual(before.certain.downtime.ms);
        expect(after.certain.credit?.amount ?? 0).toBeGreaterThanOrEqual(before.certain.credit?.amount ?? 0);
      }),
    );
  });

  test('what is reported is never less than what is certain', () => {
    fc.assert(
      fc.property(rows, policyId, (list, id) => {
        const line = lineOf(list, id);
        expect(amount(line)).toBeGreaterThanOrEqual(line.certain.credit?.amount ?? 0);
        expect(line.verdict === 'depends').toBe(line.missing.length > 0);
        expect(line.verdict === 'not-owed').toBe(line.credit === null);
      }),
    );
  });

  test('downtime is the union, not the sum: repeating and shuffling rows changes nothing', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const once = lineOf(list);
        const twice = lineOf([...list.toReversed(), ...list]);
        expect(twice.downtime).toEqual(once.downtime);
        expect(twice.credit).toEqual(once.credit);
      }),
    );
  });

  test('a row split in two agrees with the whole', () => {
    fc.assert(
      fc.property(rows, downRow, fc.double({ min: 0, max: 1, noNaN: true }), (list, one, cut) => {
        const end = one.endedAt ?? JUNE + JUNE_MS;
        const middle = Math.round(one.startedAt + (end - one.startedAt) * cut);
        const whole = lineOf([...list, { ...one, endedAt: end }], 'google-cloud-compute');
        const parts = lineOf(
          [...list, { ...one, endedAt: middle }, { ...one, startedAt: middle, endedAt: end }],
          'google-cloud-compute',
        );
        expect(parts.downtime).toEqual(whole.downtime);
      }),
    );
  });

  test('the months add up to the whole', () => {
    fc.assert(
      fc.property(fc.array(downRow, { maxLength: 6 }), fc.integer({ min: 0, max: 20 }), (list, minimumMinutes) => {
        const { downtime } = shippedPolicy('google-workspace').terms;
        const policy = editedPolicy('google-workspace', { downtime: { ...downtime, minimumMinutes } });
        const closed = list.map((one) => ({ ...one, endedAt: one.endedAt ?? JUNE + JUNE_MS }));
        const months = [-1, 0, 1].map((offset) => addMonths('2026-06', offset));
        const parts = months.map(
          (month) => onlyLine(assessRows(closed, { policy, month, services: ['Gmail'] })).downtime.ms,
        );
        const kept = mergeIntervals(closed).filter((span) => span.endedAt - span.startedAt >= minimumMinutes * 60_000);
        expect(parts.reduce((sum, ms) => sum + ms, 0)).toBe(unionMs(kept));
      }),
    );
  });

  test('uptime and downtime make up the window, and the shown percentage is never above the true one', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const { uptime, downtime } = lineOf(list);
        const [up, whole] = uptime.exact.split('/').map(BigInt);
        expect(up).toBe(BigInt(JUNE_MS - downtime.ms));
        expect(whole).toBe(BigInt(JUNE_MS));
        const shown = BigInt(uptime.percent.replace('.', ''));
        expect(shown * BigInt(JUNE_MS) <= (up ?? 0n) * 100_000_000n).toBe(true);
        expect((shown + 1n) * BigInt(JUNE_MS) > (up ?? 0n) * 100_000_000n).toBe(true);
      }),
    );
  });

  test('the spare time named is exact: a millisecond less earns nothing more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: JUNE_MS - 1 }), policyId, (downMs, id) => {
        const of = (ms: number) =>
          lineOf([{ service: 'Gmail', startedAt: JUNE, endedAt: JUNE + ms, state: 'down' }], id);
        const line = onlyLine(
          assessRows([{ service: 'Gmail', startedAt: JUNE, endedAt: JUNE + downMs, state: 'down' }], {
            policy: shippedPolicy(id),
          }),
        );
        const step = line.explanation.find(({ code }) => code === 'tier-none');
        if (step?.code !== 'tier-none' || shippedPolicy(id).terms.downtime.wholeMinutesOnly) return;
        expect(of(downMs + step.values.spareMs - 1).credit).toBeNull();
        expect(of(downMs + step.values.spareMs).credit).not.toBeNull();
      }),
    );
  });

  test('subtracting spans agrees with counting instants', () => {
    const span = fc
      .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 15 }))
      .map(([startedAt, length]) => ({ startedAt, endedAt: startedAt + length }));
    const holds = (list: readonly { startedAt: number; endedAt: number }[], at: number) =>
      list.some(({ startedAt, endedAt }) => startedAt <= at && at < endedAt);
    fc.assert(
      fc.property(fc.array(span), fc.array(span), (a, b) => {
        const rest = subtractIntervals(a, b);
        const both = intersectIntervals(a, b);
        for (let at = 0; at < 80; at += 1) {
          expect(holds(rest, at)).toBe(holds(a, at) && !holds(b, at));
          expect(holds(both, at)).toBe(holds(a, at) && holds(b, at));
        }
      }),
    );
  });

  test('a hundred thousand rows take about ten times as long as ten thousand', () => {
    const many = (count: number): OutageRow[] =>
      Array.from({ length: count }, (_, index) => ({
        service: 'Gmail',
        startedAt: JUNE + index * 20,
        endedAt: JUNE + index * 20 + 10,
        state: index % 3 === 0 ? 'degraded' : 'down',
      }));
    const timed = (count: number): number => {
      const list = many(count);
      const before = performance.now();
      lineOf(list);
      return performance.now() - before;
    };
    timed(10_000);
    const [small, large] = [timed(10_000), timed(100_000)];
    expect(large).toBeLessThan(Math.max(small * 50, 3_000));
  });
});
