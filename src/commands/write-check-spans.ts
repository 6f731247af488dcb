import { SPAN_KINDS, type SpanKind } from '#domain/words';
import type { CommandContext } from './context.ts';

export interface SpanPlace {
  readonly checkId: string;
  readonly kind: SpanKind;
  readonly at: number;
}

/** Writes that a check is failing or slow from here on. */
export async function openCheckSpan(ctx: CommandContext, { checkId, kind, at }: SpanPlace): Promise<void> {
  const opened = await ctx.db
    .insertInto('checkSpan')
    .values({ checkId, kind, startedAt: at })
    .onConflict((conflict) => conflict.doNothing())
    .returning('startedAt')
    .executeTakeFirst();
  if (opened) return;
  // One that began then and was called over goes on; whichever is open already stays so.
  await ctx.db
    .updateTable('checkSpan')
    .set({ endedAt: null, takenBackAt: null })
    .where('checkId', '=', checkId)
    .where('kind', '=', kind)
    .where('startedAt', '=', at)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('checkSpan as open')
            .select('open.startedAt')
            .where('open.checkId', '=', checkId)
            .where('open.kind', '=', kind)
            .where('open.endedAt', 'is', null)
            .where('open.takenBackAt', 'is', null),
        ),
      ),
    )
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
