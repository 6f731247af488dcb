import { type Agreement, agreedStateAt } from '#domain/watching/agree-places';
import type { CommandContext } from './context.ts';
import { noteSamplesChanged } from './note-samples-changed.ts';

const ROWS_AT_ONCE = 1_000;

export interface RewriteInput {
  readonly checkNo: number;
  readonly from: number;
  readonly agreement: Agreement;
}

/** Makes the samples of a check anew out of those of its places, from an instant on: they carry what is agreed. */
export async function rewriteAgreedSamples(ctx: CommandContext, input: RewriteInput): Promise<void> {
  const { checkNo, from, agreement } = input;
  const seen = await ctx.db
    .selectFrom('placeSample')
    .select(['at', 'state', 'latencyMs'])
    .where('checkNo', '=', checkNo)
    .where('at', '>=', from)
    .orderBy('at')
    .orderBy('placeNo')
    .execute();
  if (seen.length === 0) return;
  // Of two places that looked in the same millisecond, one will do.
  const looks = [...new Map(seen.map((look) => [look.at, look])).values()];
  const samples = looks.map(({ at, state: seenState, latencyMs }) => {
    const state = agreedStateAt(agreement, at);
    return { checkNo, at, state, latencyMs: state === 'up' && seenState === 'up' ? latencyMs : null };
  });
  for (let start = 0; start < samples.length; start += ROWS_AT_ONCE) {
    await ctx.db
      .insertInto('sample')
      .values(samples.slice(start, start + ROWS_AT_ONCE))
      .onConflict((conflict) =>
        conflict.columns(['checkNo', 'at']).doUpdateSet((eb) => ({
          state: eb.ref('excluded.state'),
          latencyMs: eb.ref('excluded.latencyMs'),
        })),
      )
      .execute();
  }
  await noteSamplesChanged(ctx, { checkNo, from });
}
