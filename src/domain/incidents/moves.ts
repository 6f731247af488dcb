import type { Instant } from '../time.ts';
import type { IncidentStage } from '../words.ts';

/** What an update with a stage does to an incident. */
export type Move = 'continue' | 'resolve' | 'comment' | 'refused';

/** An open incident goes to any stage, forwards and back; a resolved one takes further words but begins again only by reopening. */
export function planMove(from: IncidentStage, to: IncidentStage): Move {
  if (from !== 'resolved') return to === 'resolved' ? 'resolve' : 'continue';
  return to === 'resolved' ? 'comment' : 'refused';
}

/** Why a promise of the next update cannot be made for this time; undefined when it can. */
export function problemOfPromise(dueAt: Instant | null, now: Instant): string | undefined {
  if (dueAt === null) return undefined;
  return dueAt > now ? undefined : 'The next update can only be promised for a time to come.';
}
