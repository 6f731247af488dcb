import { isInDoubt } from '#domain/watching/detect-outage';
import { nextDueAt, recheckDueAt } from '#domain/watching/due-times';
import { HERE } from '#domain/watching/place-choice';
import { patienceOf } from '#domain/watching/rhythm';
import { changeOutagesFromPlaces } from './change-outages-from-places.ts';
import type { CommandContext } from './context.ts';
import { judgeFromPlace } from './judge-from-place.ts';
import type { TakenOutcome } from './record-samples.ts';

/** Of checks that other places see as well: what we ourselves saw, as one of the places. */
export async function recordFromHere(ctx: CommandContext, outcomes: readonly TakenOutcome[]): Promise<void> {
  const views = await ctx.db
    .selectFrom('checkPlace')
    .selectAll()
    .where('placeId', '=', HERE)
    .where(
      'checkId',
      'in',
      outcomes.map(({ row }) => row.id),
    )
    .execute();
  const viewOf = new Map(views.map((view) => [view.checkId, view]));
  const judged = [];
  for (const { row, sample, latencyMs, cause, detail } of outcomes) {
    const view = viewOf.get(row.id);
    if (!view) continue;
    // A clock that went back a little must not lose a sample.
    const at = Math.max(sample.at, (view.lastSampleAt ?? 0) + 1);
    const isFarBack = at - sample.at > patienceOf(row);
    const result = { sample: isFarBack ? sample : { ...sample, at }, latencyMs, cause, detail };
    const seen = await judgeFromPlace(ctx, { row, view, placeNo: 0, results: [result] });
    const now = ctx.now();
    await ctx.db
      .updateTable('healthCheck')
      .set({
        nextDueAt: isInDoubt(seen.view) ? recheckDueAt(row, now) : nextDueAt(row, now),
        ...{ leaseToken: null, leaseUntil: null, leaseWorkerId: null },
      })
      .where('id', '=', row.id)
      .execute();
    judged.push({ row, ...seen });
  }
  await changeOutagesFromPlaces(ctx, { judged });
}
