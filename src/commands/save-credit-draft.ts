import { findContractWindow } from '#db/queries/credit-windows';
import { creditRefusals } from '#i18n/credits/refusals';
import { attachCreditFile, type CreditUpload } from './attach-credit-file.ts';
import { type CommandContext, DomainError, inTransaction, requireAdmin } from './context.ts';
import { lockCreditLedger } from './lock-credit-ledger.ts';
import { type CreditClaim, refuseUsers } from './request-credit.ts';

export interface CreditDraftInput extends CreditClaim {
  readonly reports: 'wanted' | 'not-wanted';
  readonly files: readonly CreditUpload[];
}

/** Keeps what an admin has typed so far; it asks for nothing, reserves nothing, and does not stop the time to ask. */
export async function saveCreditDraft(ctx: CommandContext, input: CreditDraftInput): Promise<string> {
  const organizationId = requireAdmin(ctx);
  const words = creditRefusals(input.lang);
  if (input.note.length > 5_000) throw new DomainError('invalid', words.noteTooLong, 'note');
  refuseUsers(input, words);
  return inTransaction(ctx, async (tx) => {
    const found = await findContractWindow(tx.db, { organizationId }, { ...input, now: tx.now() });
    if (!found) throw new DomainError('not-found', words.noContract);
    // Like every move of a claim: ledger first, then the room for files.
    await lockCreditLedger(tx, found.contract.id);
    const known = new Set(found.contract.services.map(({ id }) => id));
    const draft = {
      serviceIds: JSON.stringify([...new Set(input.serviceIds)].filter((id) => known.has(id))),
      note: input.note,
      affectedUsers: input.affectedUsers ?? null,
      ticketNo: input.ticketNo,
      reports: input.reports,
      updatedAt: tx.now(),
    };
    const { id } = await tx.db
      .insertInto('creditDraft')
      .values({
        id: tx.newId(),
        organizationId,
        contractId: input.contractId,
        windowStart: found.window.assessment.window.startedAt,
        month: input.month,
        personId: tx.actor.id ?? tx.actor.kind,
        createdAt: tx.now(),
        ...draft,
      })
      .onConflict((conflict) => conflict.columns(['personId', 'contractId', 'windowStart']).doUpdateSet(draft))
      .returning('id')
      .executeTakeFirstOrThrow();
    for (const file of input.files) {
      await attachCreditFile(tx, { owner: { draftId: id }, organizationId, file, lang: input.lang });
    }
    return id;
  });
}
