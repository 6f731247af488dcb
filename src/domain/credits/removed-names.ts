import { canonicalJson } from '../canonical-json.ts';

/** Stands where a name or reason was removed. */
export const REMOVED = '–';

/** Who took time out of a contract, and why. */
export interface SpokenExclusion {
  readonly by: string;
  readonly reason: string;
}

/** Evidence or a result, as JSON, without who took time out and why: in the exclusion itself and in the step that tells of it. */
export function withoutNames(json: string, { by, reason }: SpokenExclusion): string {
  const blank = (_: string, value: unknown): unknown =>
    isSpoken(value) && value.by === by && value.reason === reason ? { ...value, by: REMOVED, reason: REMOVED } : value;
  return canonicalJson(JSON.parse(json, blank));
}

function isSpoken(value: unknown): value is SpokenExclusion {
  return typeof value === 'object' && value !== null && 'by' in value && 'reason' in value;
}
