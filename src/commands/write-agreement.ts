import type { BlindSpan, Span } from '#domain/watching/agree-places';
import type { CommandContext } from './context.ts';
import { noteGap, openGapOfCheck } from './write-measurement-gaps.ts';

interface AgreedFailures {
  readonly checkId: string;
  readonly from: number;
  readonly written: readonly Span[];
  readonly agreed: readonly Span[];
}

/** Brings the failing spans of a check in line with what is agreed from an instant on; what is none any more is taken back. */
export async function writeAgreedFailures(ctx: CommandContext, input: AgreedFailures): Promise<void> {
  const { checkId } = input;
  const { kept, added, dropped } = compare(input);
  for (const { startedAt } of dropped) {
    await spanAt(ctx, checkId, startedAt).set({ takenBackAt: ctx.now() }).execute();
  }
  for (const { startedAt, endedAt } of kept) await spanAt(ctx, checkId, startedAt).set({ endedAt }).execute();
  for (const { startedAt, endedAt } of added) {
    await ctx.db
      .insertInto('checkSpan')
      .values({ checkId, kind: 'failing', startedAt, endedAt })
      .onConflict((conflict) =>
        conflict.columns(['checkId', 'kind', 'startedAt']).doUpdateSet({ endedAt, takenBackAt: null }),
      )
      .execute();
  }
}

function spanAt(ctx: CommandContext, checkId: string, startedAt: number) {
  return ctx.db
    .updateTable('checkSpan')
    .where('checkId', '=', checkId)
    .where('kind', '=', 'failing')
    .where('startedAt', '=', startedAt);
}

interface AgreedGaps {
  readonly checkId: string;
  readonly serviceId: string;
  readonly from: number;
  readonly written: readonly (BlindSpan & { readonly id: string })[];
  readonly agreed: readonly BlindSpan[];
}

/** The same for the times in which too few places could see the check. */
export async function writeAgreedGaps(ctx: CommandContext, input: AgreedGaps): Promise<void> {
  const place = { checkId: input.checkId, serviceId: input.serviceId };
  const { kept, added, dropped } = compare(input);
  for (const { id, startedAt, endedAt } of dropped) {
    await ctx.db.deleteFrom('measurementGap').where('id', '=', id).execute();
    await noteGap(ctx, { ...place, startedAt, endedAt });
  }
  for (const { id, startedAt, endedAt } of kept) {
    await ctx.db.updateTable('measurementGap').set({ endedAt }).where('id', '=', id).execute();
    await noteGap(ctx, { ...place, startedAt, endedAt });
  }
  for (const { startedAt, endedAt, cause } of added) {
    await openGapOfCheck(ctx, { ...place, startedAt, endedAt, cause });
  }
}

type Caused = Span & { readonly cause?: string };

interface Comparison<W extends Caused, A extends Caused> {
  /** Those that end otherwise. */
  readonly kept: readonly W[];
  readonly added: readonly A[];
  readonly dropped: readonly W[];
}

/** What to write so that the books say what is agreed; a span that reaches in from before goes on or ends there. */
function compare<W extends Caused, A extends Caused>(input: {
  readonly from: number;
  readonly written: readonly W[];
  readonly agreed: readonly A[];
}): Comparison<W, A> {
  const { from, written, agreed } = input;
  const keeper = ({ startedAt, cause }: Caused): W | undefined =>
    written.findLast(
      (span) => (startedAt === from ? span.startedAt <= from : span.startedAt === startedAt) && span.cause === cause,
    );
  const ends = new Map(agreed.map((span) => [keeper(span), span.endedAt] as const));
  const kept = written.flatMap((span) => {
    const endedAt = ends.get(span) ?? (ends.has(span) ? null : from);
    const isGone = !ends.has(span) && span.startedAt >= from;
    return isGone || endedAt === span.endedAt ? [] : [{ ...span, endedAt }];
  });
  return {
    // What ends comes before what goes on: only one is open.
    kept: kept.toSorted((a, b) => Number(a.endedAt === null) - Number(b.endedAt === null)),
    added: agreed.filter((span) => keeper(span) === undefined),
    dropped: written.filter((span) => !ends.has(span) && span.startedAt >= from),
  };
}
