import type { CommandContext } from './context.ts';

/** Hands the files of the asker's draft over to the claim that was made from it; the draft is gone then. */
export async function handOverDraft(
  ctx: CommandContext,
  claim: { readonly requestId: string; readonly contractId: string; readonly windowStart: number },
): Promise<void> {
  const draft = await ctx.db
    .selectFrom('creditDraft')
    .select('id')
    .where('personId', '=', ctx.actor.id ?? '')
    .where('contractId', '=', claim.contractId)
    .where('windowStart', '=', claim.windowStart)
    .executeTakeFirst();
  if (!draft) return;
  await ctx.db
    .updateTable('creditAttachment')
    .set({ draftId: null, requestId: claim.requestId })
    .where('draftId', '=', draft.id)
    .execute();
  await ctx.db.deleteFrom('creditDraft').where('id', '=', draft.id).execute();
}
