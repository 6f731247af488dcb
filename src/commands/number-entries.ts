import { findLastExportNumber, listUnnumberedEntries } from '#db/queries/credit-export';
import { bumpCounter } from './bump-counter.ts';
import { type CommandContext, inTransaction } from './context.ts';

const STEP_ROWS = 2_000;

/**
 * Gives the entries that were committed since the last time their place in the export, in one unbroken row of numbers. A number is
 * given after the commit and under a lock, so an entry that becomes visible later never gets one below a number already handed out;
 * writers of the ledger never wait for it.
 */
export async function numberEntries(ctx: CommandContext): Promise<void> {
  while ((await listUnnumberedEntries(ctx.db, 1)).length > 0) await inTransaction(ctx, numberSome);
}

async function numberSome(ctx: CommandContext): Promise<void> {
  await bumpCounter(ctx, 'credit-export');
  const last = await findLastExportNumber(ctx.db);
  for (const [index, entryId] of (await listUnnumberedEntries(ctx.db, STEP_ROWS)).entries()) {
    await ctx.db
      .updateTable('creditExport')
      .set({ no: last + index + 1 })
      .where('entryId', '=', entryId)
      .execute();
  }
}
