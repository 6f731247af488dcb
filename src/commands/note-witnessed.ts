import { findSetting } from '#db/queries/settings';
import { SECOND_MS } from '#domain/time';
import type { CommandContext } from './context.ts';
import type { RecordedOutcome } from './record-samples.ts';

const KEY = 'connection-witnessed-until';
/** Moved on in steps: processes that write failures do not wait for each other because of it. */
const STEP_MS = 10 * SECOND_MS;

/** Keeps, with the failures of a batch, until when our own connection was seen to work; also for a process that starts later. */
export async function noteWitnessed(ctx: CommandContext, outcomes: readonly RecordedOutcome[]): Promise<void> {
  if (!outcomes.some(({ sample }) => sample.state === 'down')) return;
  const until = Math.max(0, ...outcomes.map(({ witnessedUntil }) => witnessedUntil ?? 0));
  const known = await getWitnessedUntil(ctx);
  if (until === 0 || until < known + STEP_MS) return;
  const [value, updatedAt] = [String(until), ctx.now()];
  await ctx.db
    .insertInto('setting')
    .values({ key: KEY, value, updatedAt })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value, updatedAt }))
    .execute();
}

/** Until when our own connection was seen to work; 0 where nobody said so, or a clock that was wrong. */
export async function getWitnessedUntil(ctx: CommandContext): Promise<number> {
  const until = Number((await findSetting(ctx.db, KEY)) ?? 0);
  return until <= ctx.now() ? until : 0;
}
