import type { Language } from '#domain/words';
import { fileRefusals } from '#i18n/credits/file-refusals';
import { creditRefusals } from '#i18n/credits/refusals';
import { type CommandContext, DomainError, inTransaction, requireAdmin } from './context.ts';

/** Throws a draft of one's own away, with its files. */
export async function discardCreditDraft(
  ctx: CommandContext,
  input: { readonly draftId: string; readonly lang: Language },
): Promise<void> {
  const organizationId = requireAdmin(ctx);
  return inTransaction(ctx, async (tx) => {
    const draft = await tx.db
      .selectFrom('creditDraft')
      .select('id')
      .where('id', '=', input.draftId)
      .where('organizationId', '=', organizationId)
      .where('personId', '=', tx.actor.id ?? '')
      .executeTakeFirst();
    if (!draft) throw new DomainError('not-found', creditRefusals(input.lang).noDraft);
    await tx.db.deleteFrom('creditAttachment').where('draftId', '=', draft.id).execute();
    await tx.db.deleteFrom('creditDraft').where('id', '=', draft.id).execute();
  });
}

/** Takes a file out of a draft of one's own; what was sent with a claim stays. */
export async function removeCreditFile(
  ctx: CommandContext,
  input: { readonly fileId: string; readonly lang: Language },
): Promise<void> {
  const organizationId = requireAdmin(ctx);
  const words = fileRefusals(input.lang);
  return inTransaction(ctx, async (tx) => {
    const file = await tx.db
      .selectFrom('creditAttachment')
      .select(['id', 'requestId', 'addedBy'])
      .where('id', '=', input.fileId)
      .where('organizationId', '=', organizationId)
      .executeTakeFirst();
    if (!file || (file.requestId === null && file.addedBy !== tx.actor.id)) {
      throw new DomainError('not-found', words.noFile);
    }
    const gone = await tx.db
      .deleteFrom('creditAttachment')
      .where('id', '=', file.id)
      .where('requestId', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (!gone) throw new DomainError('conflict', words.kept);
  });
}
