/** One measured figure with the goal it is held against. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: string;
  readonly reached?: boolean;
}

/** A share of the full length of a bench, e.g. `BENCH_SCALE=0.1` to try it out. */
export function scaled(full: number): number {
  return Math.max(1, Math.round(full * Number(process.env['BENCH_SCALE'] ?? 1)));
}

/** Nearest rank; NaN of nothing. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil((sorted.length * percent) / 100)) - 1] ?? Number.NaN;
}
