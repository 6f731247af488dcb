import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeSketch,
  encodeSketch,
  mergeSketches,
  percentileOf,
  SKETCH_RELATIVE_ERROR,
  sketchOf,
} from '#domain/rollups/latency-sketch';

const latency = fc.oneof(fc.nat(300), fc.nat(60_000), fc.nat(2 ** 31 - 1));
const latencies = fc.array(latency, { minLength: 1, maxLength: 200 });
const percent = fc.oneof(fc.constantFrom(0, 50, 95, 99, 100), fc.integer({ min: 0, max: 100 }));

/** By definition: the smallest answer that so many of a hundred do not exceed. */
function exactPercentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil((sorted.length * p) / 100)) - 1] ?? Number.NaN;
}

const cellsOf = (values: Iterable<number>) => [...sketchOf(values).cells].sort(([a], [b]) => a - b);

describe('latency sketch', () => {
  test('every percentile is within the stated error of the true one, and exact below 128 ms', () => {
    fc.assert(
      fc.property(latencies, percent, (values, p) => {
        const shown = percentileOf(sketchOf(values), p) ?? Number.NaN;
        const exact = exactPercentile(values, p);
        expect(Math.abs(shown - exact)).toBeLessThanOrEqual(exact * SKETCH_RELATIVE_ERROR);
        if (exact < 128) expect(shown).toBe(exact);
      }),
    );
  });

  test('the stated error is met at both ends of every cell, and is not stated wider than it is', () => {
    let widest = 0;
    for (let octave = 7; octave < 31; octave += 1) {
      for (const value of [2 ** octave - 1, 2 ** octave, 2 ** octave + 1, 2 ** octave * 1.5]) {
        const shown = percentileOf(sketchOf([value]), 50) ?? Number.NaN;
        widest = Math.max(widest, Math.abs(shown - value) / value);
      }
    }
    expect(widest).toBeLessThanOrEqual(SKETCH_RELATIVE_ERROR);
    expect(widest).toBeGreaterThan(SKETCH_RELATIVE_ERROR * 0.99);
  });

  test('merged in any order and grouping it is the sketch of all at once', () => {
    fc.assert(
      fc.property(fc.array(fc.array(latency, { maxLength: 30 }), { maxLength: 8 }), (parts) => {
        const merged = mergeSketches([
          mergeSketches(parts.slice(0, 3).map(sketchOf)),
          ...parts.slice(3).toReversed().map(sketchOf),
        ]);
        expect([...merged.cells].sort(([a], [b]) => a - b)).toEqual(cellsOf(parts.flat()));
      }),
    );
  });

  test('is read back from its bytes as it was', () => {
    fc.assert(
      fc.property(latencies, fc.integer({ min: 1, max: 2 ** 40 }), (values, weight) => {
        const cells = new Map(cellsOf(values).map(([cell, count]) => [cell, count * weight] as const));
        const read = decodeSketch(encodeSketch({ cells }));
        expect([...read.cells]).toEqual([...cells]);
      }),
    );
  });

  test('is small: five answers take some ten bytes, a day of answers some hundreds', () => {
    expect(encodeSketch(sketchOf([101, 98, 120, 99, 340])).length).toBeLessThanOrEqual(11);
    const day = Array.from({ length: 8_640 }, (_, index) => 80 + ((index * 7_919) % 400));
    expect(encodeSketch(sketchOf(day)).length).toBeLessThan(700);
  });

  test('nothing answered: there is no percentile', () => {
    expect(percentileOf(sketchOf([]), 50)).toBeNull();
  });

  test('an impossible time is brought to the nearest possible one', () => {
    expect(percentileOf(sketchOf([-5]), 50)).toBe(0);
    expect(percentileOf(sketchOf([1e15]), 50)).toBeGreaterThan(2 ** 30);
  });
});
