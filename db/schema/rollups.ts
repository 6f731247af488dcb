import type { RollupMinutes } from '#domain/rollups/rollup';

export interface SampleRollupTable {
  checkNo: number;
  minutes: RollupMinutes;
  startedAt: number;
  upCount: number;
  downCount: number;
  unknownCount: number;
  latencies: Uint8Array | null;
}

export interface RollupMarkTable {
  checkNo: number;
  rolledUntil: number;
  rawFrom: number;
}
