import { SPAN_KINDS, type SpanKind } from '#domain/words';
import type { CommandContext } from './context.ts';

export interface SpanPlace {
  readonly checkId: string;
  readonly kind: SpanKind;
  readonly at: number;
}

/** Writes that a check is failing or slow from here on. */
export async function openCheckSpan(ctx: CommandContext, { checkId, kind, at }: SpanPlace): Promise<void> {
  await ctx.db
    .insertInto('checkSpan')
    .values({ checkId, kind, startedAt: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Ends the open span of a check, e.g. because it recovered or is no longer run. */
export async function endCheckSpan(ctx: CommandContext, { checkId, kind, at }: SpanPlace): Promise<void> {
  await ctx.db
    .updateTable('checkSpan')
    .set((eb) => ({
      endedAt: eb
        .case()
        .when('startedAt', '<', at)
        .then(at)
        .else(eb('startedAt', '+', 1))
        .end(),
    }))
    .where('checkId', '=', checkId)
    .where('kind', '=', kind)
    .where('endedAt', 'is', null)
    .where('takenBackAt', 'is', null)
    .execute();
}

/** The same for every kind of span: nobody watches the check any more. */
export async function endAllCheckSpans(
  ctx: CommandContext,
  { checkId, at }: { readonly checkId: string; readonly at: number },
): Promise<void> {
  for (const kind of SPAN_KINDS) await endCheckSpan(ctx, { checkId, kind, at });
}
