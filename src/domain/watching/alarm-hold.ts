import { HOUR_MS, type Instant } from '../time.ts';
import type { OutageState } from '../words.ts';
import { latestFlapping, type Spell } from './flapping.ts';
import { ONE_EVENT_MS } from './join-incident.ts';

/** So many outages of one flapping are told at once. */
const TOLD_AT_ONCE = 2;

export interface EarlierOutage extends Spell {
  /** As what operators were told of it; null: not at all. */
  readonly toldAs: OutageState | null;
}

interface AlarmingOutage {
  readonly startedAt: Instant;
  readonly state: OutageState;
}

/** As what operators were told of the outages that are one flapping with this one, the latest first. */
export function toldInFlapping(
  { startedAt }: Pick<AlarmingOutage, 'startedAt'>,
  earlier: readonly EarlierOutage[],
  flapMs: number,
): OutageState[] {
  const flapping = latestFlapping<EarlierOutage>([{ startedAt, endedAt: null, toldAs: null }, ...earlier], flapMs);
  return flapping.flatMap(({ toldAs }) => toldAs ?? []);
}

/**
 * How long an outage lasts before operators hear of it: 0 unless it flaps, or is worse than what they heard last. Each further one
 * of a flapping lasts twice as long, yet never longer than the flapping time or an hour, so that none that lasts stays untold.
 */
export function alarmHoldMs(outage: AlarmingOutage, told: readonly OutageState[], flapMs: number): number {
  if (told.length < TOLD_AT_ONCE) return 0;
  if (outage.state === 'down' && told[0] === 'degraded') return 0;
  return Math.min(flapMs, HOUR_MS, ONE_EVENT_MS * 2 ** (told.length - TOLD_AT_ONCE));
}
