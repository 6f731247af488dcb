import type { Instant } from '#domain/time';
import type { CommandContext } from './context.ts';

/** Removes names and free text written before an instant from ledger and audit log, at most `limit` of them; tells how many. */
export async function blankPersonalText(
  ctx: CommandContext,
  { before, limit }: { readonly before: Instant; readonly limit: number },
): Promise<number> {
  const due = await ctx.db
    .selectFrom('personalText')
    .select('entryId')
    .where('blankedAt', 'is', null)
    .where('writtenAt', '<', before)
    .orderBy('writtenAt')
    .limit(limit)
    .execute();
  if (due.length === 0) return 0;
  const blanked = await ctx.db
    .updateTable('personalText')
    .set({ salt: null, name: null, body: null, blankedAt: ctx.now() })
    .where(
      'entryId',
      'in',
      due.map(({ entryId }) => entryId),
    )
    .where('blankedAt', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(blanked.numUpdatedRows);
}
