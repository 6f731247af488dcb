import { readPlaceName, refuseNameOfAnother } from './add-place.ts';
import { type CommandContext, inTransaction, requireOperator } from './context.ts';
import { lockPlace, type PlaceAtRevision } from './lock-place.ts';
import { markPublicChange } from './mark-public-change.ts';
import { writeAudit } from './write-audit.ts';

/** Gives a place another name, this server included; it stands on public pages. */
export function renamePlace(ctx: CommandContext, input: PlaceAtRevision & { readonly name: string }): Promise<void> {
  requireOperator(ctx, 'incidents');
  const name = readPlaceName(input.name);
  return inTransaction(ctx, async (ctx) => {
    const place = await lockPlace(ctx, input);
    await refuseNameOfAnother(ctx, { id: place.id, name });
    await ctx.db
      .updateTable('place')
      .set({ name, revision: place.revision + 1 })
      .where('id', '=', place.id)
      .execute();
    await markPublicChange(ctx);
    const detail = { name: `${place.name} → ${name}` };
    await writeAudit(ctx, { action: 'rename-place', subjectKind: 'place', subjectId: place.id, detail });
  });
}
