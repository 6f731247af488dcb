import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Agreement, agreePlaces, type PlaceTimeline } from '#domain/watching/agree-places';

const CALM: PlaceTimeline = { failing: [], blind: [] };
const fails = (startedAt: number, endedAt: number | null = null): PlaceTimeline => ({
  failing: [{ startedAt, endedAt }],
  blind: [],
});
const blind = (startedAt: number, endedAt: number | null = null, cause = 'silent'): PlaceTimeline => ({
  failing: [],
  blind: [{ startedAt, endedAt, cause }],
});
const agree = (places: readonly PlaceTimeline[], count: number | null = null): Agreement =>
  agreePlaces({ places, count, from: 0, wasFailing: false });

describe('a majority of the places that can see', () => {
  test('one place alone that sees a failure makes none', () => {
    expect(agree([fails(10), CALM, CALM])).toEqual({ failing: [], blind: [] });
  });

  test('two of three make one, from the first failure of the second of them until the first of them recovers', () => {
    expect(agree([fails(10, 50), fails(20, 70), CALM]).failing).toEqual([{ startedAt: 20, endedAt: 50 }]);
  });

  test('half of the places is no majority', () => {
    expect(agree([fails(10), CALM]).failing).toEqual([]);
    expect(agree([fails(10), fails(10), CALM, CALM]).failing).toEqual([]);
  });

  test('a silent place has no say: of the two others, both must see it', () => {
    expect(agree([fails(10), CALM, blind(0)])).toEqual({ failing: [], blind: [] });
    expect(agree([fails(10), fails(30), blind(0)]).failing).toEqual([{ startedAt: 30, endedAt: null }]);
  });

  test('while no place can see, the time is unknown and no failure begins', () => {
    expect(agree([blind(10, 20), { ...blind(5, 15), failing: [{ startedAt: 8, endedAt: null }] }])).toEqual({
      failing: [{ startedAt: 15, endedAt: 20 }],
      blind: [{ startedAt: 10, endedAt: 15, cause: 'silent' }],
    });
  });
});

describe('a set number of places', () => {
  test('fewer places that could see than are needed make the time unknown, and no failure', () => {
    expect(agree([fails(10), blind(20, 40), blind(30, 50)], 2)).toEqual({
      failing: [],
      blind: [{ startedAt: 30, endedAt: 40, cause: 'silent' }],
    });
  });

  test('one is enough where one is set', () => {
    expect(agree([fails(10, 30), CALM, CALM], 1).failing).toEqual([{ startedAt: 10, endedAt: 30 }]);
  });
});

describe('a place that loses sight while a failure lasts', () => {
  const lostAt = (at: number, backAt: number | null): PlaceTimeline => ({
    ...fails(10),
    ...{ blind: blind(at, backAt).blind },
  });

  test('does not end it: nobody saw it end', () => {
    expect(agree([fails(10, 60), lostAt(30, null), CALM]).failing).toEqual([{ startedAt: 10, endedAt: 60 }]);
    expect(agree([lostAt(30, 50), lostAt(30, 50)])).toEqual({
      failing: [{ startedAt: 10, endedAt: null }],
      blind: [{ startedAt: 30, endedAt: 50, cause: 'silent' }],
    });
  });

  test('has no say any more once all that can see see it work', () => {
    expect(agree([lostAt(30, null), lostAt(40, null), CALM]).failing).toEqual([{ startedAt: 10, endedAt: 40 }]);
  });
});

test('from any instant on, the same comes out as from the beginning', () => {
  const span = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 30 }), fc.boolean());
  const place = fc.tuple(fc.option(span, { nil: undefined }), fc.option(span, { nil: undefined }));
  const places = fc.array(place, { minLength: 1, maxLength: 5 });
  const spans = (drawn: [number, number, boolean] | undefined) =>
    drawn ? [{ startedAt: drawn[0], endedAt: drawn[2] ? null : drawn[0] + drawn[1] }] : [];
  fc.assert(
    fc.property(
      places,
      fc.option(fc.integer({ min: 1, max: 3 })),
      fc.integer({ min: 1, max: 99 }),
      (drawn, count, cut) => {
        const timelines = drawn.map(([failing, unseen]) => ({
          failing: spans(failing),
          blind: spans(unseen).map((one) => ({ ...one, cause: 'silent' })),
        }));
        const whole = agreePlaces({ places: timelines, count, from: 0, wasFailing: false });
        const covering = whole.failing.some(({ startedAt, endedAt }) => startedAt < cut && (endedAt ?? 1_000) >= cut);
        const later = agreePlaces({ places: timelines, count, from: cut, wasFailing: covering });
        expect(later.failing).toEqual(after(whole.failing, cut));
        expect(later.blind).toEqual(after(whole.blind, cut));
      },
    ),
  );
});

function after<T extends { readonly startedAt: number; readonly endedAt: number | null }>(
  spans: readonly T[],
  cut: number,
): T[] {
  return spans
    .filter(({ endedAt }) => endedAt === null || endedAt > cut)
    .map((span) => ({ ...span, startedAt: Math.max(span.startedAt, cut) }));
}
