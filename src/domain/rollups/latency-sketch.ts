/**
 * Answer times counted in cells: below 128 ms each millisecond has its own, above that every power of two has 64 of equal width.
 * What is read back is a whole millisecond within its cell, off by 1/128 (0.79 %) at most and exact below 128 ms. Merging adds
 * counts, so merged sketches are the sketch of all answers at once.
 */
export interface LatencySketch {
  /** How many answers fell into each cell, by its number. */
  readonly cells: ReadonlyMap<number, number>;
}

export const EMPTY_SKETCH: LatencySketch = { cells: new Map() };

/** Bound of |shown − true| ÷ true for every quantile. */
export const SKETCH_RELATIVE_ERROR = 1 / 128;

const CELLS_PER_OCTAVE = 64;
const EXACT_BELOW = 2 * CELLS_PER_OCTAVE;
const LONGEST_MS = 2 ** 31 - 1;

export function sketchOf(latencies: Iterable<number>): LatencySketch {
  const cells = new Map<number, number>();
  for (const latencyMs of latencies) addTo(cells, cellOf(latencyMs), 1);
  return { cells };
}

export function mergeSketches(sketches: Iterable<LatencySketch>): LatencySketch {
  const cells = new Map<number, number>();
  for (const sketch of sketches) {
    for (const [cell, count] of sketch.cells) addTo(cells, cell, count);
  }
  return { cells };
}

/** The nearest-rank quantile in whole milliseconds: that many of a hundred answers took no longer; null where nothing answered. */
export function percentileOf(sketch: LatencySketch, percent: number): number | null {
  const sorted = sortedCells(sketch);
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  const rank = Math.max(1, Math.ceil((total * percent) / 100));
  let seen = 0;
  for (const [cell, count] of sorted) {
    seen += count;
    if (seen >= rank) return middleOf(cell);
  }
  return null;
}

/** Two numbers a cell, each in as few bytes as it needs: how far it is from the cell before, and its count. */
export function encodeSketch(sketch: LatencySketch): Uint8Array {
  const bytes: number[] = [];
  let last = 0;
  for (const [cell, count] of sortedCells(sketch)) {
    pushNumber(bytes, cell - last);
    pushNumber(bytes, count);
    last = cell;
  }
  return Uint8Array.from(bytes);
}

export function decodeSketch(bytes: Uint8Array): LatencySketch {
  const cells = new Map<number, number>();
  const numbers = readNumbers(bytes);
  let cell = 0;
  for (let index = 0; index + 1 < numbers.length; index += 2) {
    cell += numbers[index] ?? 0;
    cells.set(cell, numbers[index + 1] ?? 0);
  }
  return { cells };
}

function cellOf(latencyMs: number): number {
  const ms = Math.min(Math.max(Math.round(latencyMs), 0), LONGEST_MS);
  if (ms < EXACT_BELOW) return ms;
  const octave = 31 - Math.clz32(ms) - Math.log2(CELLS_PER_OCTAVE);
  return octave * CELLS_PER_OCTAVE + (ms >>> octave);
}

function middleOf(cell: number): number {
  if (cell < EXACT_BELOW) return cell;
  const octave = Math.floor(cell / CELLS_PER_OCTAVE) - 1;
  const width = 2 ** octave;
  return (cell - octave * CELLS_PER_OCTAVE) * width + width / 2;
}

function addTo(cells: Map<number, number>, cell: number, count: number): void {
  cells.set(cell, (cells.get(cell) ?? 0) + count);
}

function sortedCells({ cells }: LatencySketch): [cell: number, count: number][] {
  return [...cells].sort(([a], [b]) => a - b);
}

/** Seven bits a byte, the lowest first; the eighth says that more follow. */
function pushNumber(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

function readNumbers(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  let value = 0;
  let weight = 1;
  for (const byte of bytes) {
    value += (byte % 128) * weight;
    weight *= 128;
    if (byte >= 128) continue;
    numbers.push(value);
    value = 0;
    weight = 1;
  }
  return numbers;
}
