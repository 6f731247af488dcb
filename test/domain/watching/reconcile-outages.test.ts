import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CheckState, detectOutage } from '#domain/watching/detect-outage';
import type { JudgedSample } from '#domain/watching/judge-probe';
import { ANY_CHECK, type DownRule, type FailureSpan, planOutages } from '#domain/watching/plan-outages';
import { type KnownOutage, reconcileOutages } from '#domain/watching/reconcile-outages';
import { BELOW_RULE, DOWN_WHEN, type OutageState } from '#domain/words';

const STEP = 30_000;
const FRESH: CheckState = {
  ...{ state: 'unknown', stateSince: 0, failureCount: 0, successCount: 0 },
  ...{ firstFailureAt: null, firstSuccessAt: null, lastSampleAt: null, lastUpAt: null, blindSince: null },
};

interface Played {
  readonly checkId: string;
  readonly letters: string;
  readonly impact: OutageState;
  readonly failAfter: number;
  readonly recoverAfter: number;
}

const rule: fc.Arbitrary<DownRule> = fc.record({
  downWhen: fc.constantFrom(...DOWN_WHEN),
  downCount: fc.integer({ min: 1, max: 3 }),
  otherwise: fc.constantFrom(...BELOW_RULE),
  voters: fc.array(
    fc.record({
      startedAt: fc.integer({ min: 0, max: 20 * STEP }),
      endedAt: fc.option(fc.integer({ min: 20 * STEP, max: 30 * STEP })),
    }),
    { maxLength: 3 },
  ),
});
const letters = fc.array(fc.constantFrom('u', 'd', 'd', 'x', '_'), { maxLength: 25 }).map((list) => list.join(''));
const played = fc
  .array(
    fc.record({
      letters,
      impact: fc.constantFrom<OutageState>('down', 'degraded'),
      failAfter: fc.integer({ min: 1, max: 3 }),
      recoverAfter: fc.integer({ min: 1, max: 3 }),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((list): Played[] => list.map((one, index) => ({ ...one, checkId: `check-${index}` })));
/** Which check is looked at next, again and again: samples of one check stay in order, those of several mix in any way. */
const order = fc.array(fc.nat(2), { maxLength: 120 });

/** A service's books, kept as the commands keep them: spans in, plan, reconcile, apply. */
class Books {
  readonly spans: (FailureSpan & { endedAt: number | null })[] = [];
  outages: KnownOutage[] = [];
  readonly #states = new Map<string, CheckState>();
  readonly #rule: DownRule;
  #serial = 0;

  constructor(rule: DownRule) {
    this.#rule = rule;
  }

  sample(check: Played, index: number): void {
    const letter = check.letters[index];
    if (letter === undefined || letter === '_') return;
    const at = index * STEP + Number(check.checkId.slice(-1));
    const state = letter === 'u' ? 'up' : letter === 'd' ? 'down' : 'unknown';
    const sample: JudgedSample = { at, state, gapCause: state === 'unknown' ? 'connection-lost' : null };
    const before = this.#states.get(check.checkId) ?? FRESH;
    const { check: after, change } = detectOutage(before, sample, { ...check, intervalMs: STEP, timeoutMs: 5_000 });
    this.#states.set(check.checkId, after);
    if (change === null) return;
    if (change.kind === 'failed') {
      this.spans.push({
        checkId: check.checkId,
        startedAt: change.at,
        endedAt: null,
        impact: check.impact,
        surface: 'web',
      });
    } else {
      const open = this.spans.find((span) => span.checkId === check.checkId && span.endedAt === null);
      if (open) open.endedAt = change.at;
    }
    this.settle();
  }

  settle(): void {
    for (const change of reconcileOutages(this.outages, planOutages(this.spans, this.#rule))) {
      if (change.kind === 'retract') this.outages = this.outages.filter(({ id }) => id !== change.outageId);
      else {
        const id = change.kind === 'set' ? change.outageId : String(this.#serial++);
        const { startedAt, endedAt, phases } = change.planned;
        this.outages = [...this.outages.filter((one) => one.id !== id), { id, startedAt, endedAt, phases }];
      }
      expect(this.outages.filter(({ endedAt }) => endedAt === null).length).toBeLessThanOrEqual(1);
    }
  }
}

const facts = (outages: readonly Omit<KnownOutage, 'id'>[]) =>
  outages
    .toSorted((a, b) => a.startedAt - b.startedAt)
    .map(({ startedAt, endedAt, phases }) => ({ startedAt, endedAt, phases }));

function play(checks: readonly Played[], rule: DownRule, turns: readonly number[]): Books {
  const books = new Books(rule);
  const next = checks.map(() => 0);
  const step = (which: number): void => {
    const check = checks[which];
    if (check) books.sample(check, next[which] ?? 0);
    next[which] = (next[which] ?? 0) + 1;
  };
  for (const turn of turns) step(turn % checks.length);
  for (const [which, check] of checks.entries()) while ((next[which] ?? 0) < check.letters.length) step(which);
  return books;
}

test('in whatever order the checks come to know, the books say in the end what all of it together says', () => {
  fc.assert(
    fc.property(played, rule, order, (checks, rule, turns) => {
      const mixed = play(checks, rule, turns);
      const oneByOne = play(checks, rule, []);
      expect(facts(mixed.outages)).toEqual(facts(oneByOne.outages));
      expect(facts(mixed.outages)).toEqual(facts(planOutages(mixed.spans, rule)));
    }),
    { numRuns: 300 },
  );
});

test('what is in line stays as it is', () => {
  fc.assert(
    fc.property(played, rule, (checks, rule) => {
      const { outages, spans } = play(checks, rule, []);
      expect(reconcileOutages(outages, planOutages(spans, rule))).toEqual([]);
    }),
  );
});

test('outages never overlap or touch', () => {
  fc.assert(
    fc.property(played, rule, order, (checks, rule, turns) => {
      const outages = facts(play(checks, rule, turns).outages);
      for (const [index, outage] of outages.entries()) {
        const next = outages[index + 1];
        if (next) expect(next.startedAt).toBeGreaterThan(outage.endedAt ?? Number.POSITIVE_INFINITY);
      }
    }),
  );
});

test('a span in two pieces that touch is the same as in one', () => {
  fc.assert(
    fc.property(played, rule, fc.integer({ min: 1, max: 99 }), (checks, rule, percent) => {
      const { spans } = play(checks, rule, []);
      const split = spans.flatMap((span) => {
        if (span.endedAt === null) return [span];
        const cut = span.startedAt + Math.floor(((span.endedAt - span.startedAt) * percent) / 100);
        return [
          { ...span, endedAt: cut },
          { ...span, startedAt: cut },
        ];
      });
      expect(facts(planOutages(split, rule))).toEqual(facts(planOutages(spans, rule)));
    }),
  );
});

test('no outage begins inside time that was unknown to every check', () => {
  fc.assert(
    fc.property(letters, fc.integer({ min: 1, max: 3 }), (letters, failAfter) => {
      const check: Played = { checkId: 'check-0', letters, impact: 'down', failAfter, recoverAfter: 1 };
      for (const { startedAt } of play([check], ANY_CHECK, []).outages) {
        const seen = letters.slice(startedAt / STEP).replaceAll('_', '');
        expect(seen.slice(0, failAfter)).toBe('d'.repeat(failAfter));
      }
    }),
  );
});

test('one that began is kept under its id when a late check bridges it with the next; the next becomes part of it', () => {
  const span = (checkId: string, startedAt: number, endedAt: number | null): FailureSpan => ({
    ...{ checkId, startedAt, endedAt, impact: 'down', surface: 'web' },
  });
  const two = planOutages([span('a', 0, 10), span('a', 20, 30)]);
  const known = two.map((outage, index) => ({ ...outage, id: `known-${index}` }));
  const merged = planOutages([span('a', 0, 10), span('a', 20, 30), span('b', 5, 25)]);
  expect(reconcileOutages(known, merged)).toMatchObject([
    { kind: 'retract', outageId: 'known-1', intoId: 'known-0' },
    { kind: 'set', outageId: 'known-0', planned: { startedAt: 0, endedAt: 30 } },
  ]);
});
