import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unionMs } from '#domain/interval';
import { type FailureSpan, planOutages } from '#domain/watching/plan-outages';
import { OUTAGE_STATES, SURFACES } from '#domain/words';

const END = 1_000;

const span: fc.Arbitrary<FailureSpan> = fc.record({
  checkId: fc.constantFrom('a', 'b', 'c', 'd'),
  startedAt: fc.integer({ min: 0, max: 50 }),
  endedAt: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 60 }) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  impact: fc.constantFrom(...OUTAGE_STATES),
  surface: fc.constantFrom(...SURFACES),
});
const spans = fc.array(span, { maxLength: 12 });
const closed = ({ startedAt, endedAt }: { readonly startedAt: number; readonly endedAt: number | null }) => ({
  startedAt,
  endedAt: endedAt ?? END,
});

test('phases touch, differ, and fill their outage; outages do not touch', () => {
  fc.assert(
    fc.property(spans, (given) => {
      const outages = planOutages(given);
      for (const outage of outages) {
        const { phases } = outage;
        expect([phases[0]?.startedAt, phases.at(-1)?.endedAt]).toEqual([outage.startedAt, outage.endedAt]);
        for (const [index, phase] of phases.entries()) {
          expect(closed(phase).endedAt).toBeGreaterThan(phase.startedAt);
          const next = phases[index + 1];
          if (!next) continue;
          expect(next.startedAt).toBe(phase.endedAt);
          expect([next.state, next.surfaces]).not.toEqual([phase.state, phase.surfaces]);
        }
        expect(outage.state).toBe(phases.some((phase) => phase.state === 'down') ? 'down' : 'degraded');
      }
      for (const [index, outage] of outages.entries()) {
        const next = outages[index + 1];
        if (next) expect(next.startedAt).toBeGreaterThan(outage.endedAt ?? END);
      }
    }),
  );
});

test('what is out is exactly what some check saw failing, as bad as the worst of them', () => {
  fc.assert(
    fc.property(spans, (given) => {
      const phases = planOutages(given).flatMap((outage) => outage.phases);
      expect(unionMs(phases.map(closed))).toBe(unionMs(given.map(closed).filter((one) => one.endedAt > one.startedAt)));
      const down = given.filter((one) => one.impact === 'down').map(closed);
      expect(unionMs(phases.filter((phase) => phase.state === 'down').map(closed))).toBe(unionMs(down));
    }),
  );
});

test('the order in which spans became known changes nothing', () => {
  fc.assert(
    fc.property(
      spans.chain((given) => fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length }))),
      ([given, shuffled]) => {
        const facts = (list: readonly FailureSpan[]) => planOutages(list);
        expect(facts(shuffled)).toEqual(facts(given));
      },
    ),
  );
});
