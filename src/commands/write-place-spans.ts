import type { PlaceJudgement, PlaceSpan } from '#domain/watching/judge-place';
import type { CommandContext } from './context.ts';

interface SeenPlace {
  readonly checkId: string;
  readonly placeId: string;
}

/** Brings what a place saw of a check in line with its judgement. */
export async function writePlaceSpans(
  ctx: CommandContext,
  { checkId, placeId, dropped, written }: SeenPlace & Pick<PlaceJudgement, 'dropped' | 'written'>,
): Promise<void> {
  for (const { kind, startedAt } of dropped) {
    await ctx.db
      .deleteFrom('placeSpan')
      .where('checkId', '=', checkId)
      .where('placeId', '=', placeId)
      .where('kind', '=', kind)
      .where('startedAt', '=', startedAt)
      .execute();
  }
  // Ended ones first: of each kind, only one is open.
  for (const span of written.toSorted((a, b) => Number(a.endedAt === null) - Number(b.endedAt === null))) {
    await writePlaceSpan(ctx, { checkId, placeId, ...span });
  }
}

/** Writes a span of a place, or sets right how it ends and why. */
export async function writePlaceSpan(ctx: CommandContext, span: SeenPlace & PlaceSpan): Promise<void> {
  const { checkId, placeId, kind, startedAt, endedAt, cause } = span;
  await ctx.db
    .insertInto('placeSpan')
    .values({ checkId, placeId, kind, startedAt, endedAt, cause })
    .onConflict((conflict) =>
      conflict.columns(['checkId', 'placeId', 'kind', 'startedAt']).doUpdateSet({ endedAt, cause }),
    )
    .execute();
}

/** Ends what is open of a place: it no longer has a say, or is judged anew. */
export async function endPlaceSpans(
  ctx: CommandContext,
  { checkId, placeId, at }: SeenPlace & { readonly at: number },
): Promise<void> {
  await ctx.db
    .updateTable('placeSpan')
    .set((eb) => ({ endedAt: eb.case().when('startedAt', '<', at).then(at).else(eb.ref('startedAt')).end() }))
    .where('checkId', '=', checkId)
    .where('placeId', '=', placeId)
    .where('endedAt', 'is', null)
    .execute();
}

/** Makes failures a place saw unknown from an instant on: they were its own. */
export async function forgivePlaceFailures(
  ctx: CommandContext,
  input: { readonly checkNo: number; readonly placeNo: number; readonly since: number },
): Promise<void> {
  await ctx.db
    .updateTable('placeSample')
    .set({ state: 'unknown' })
    .where('checkNo', '=', input.checkNo)
    .where('placeNo', '=', input.placeNo)
    .where('at', '>=', input.since)
    .where('state', '=', 'down')
    .execute();
}
