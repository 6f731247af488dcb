import type { Language } from '#domain/words';
import { attachCreditFile, type CreditUpload } from './attach-credit-file.ts';
import { takeClaim } from './claim-in-hand.ts';
import { type CommandContext, inTransaction } from './context.ts';

/** Adds files to a claim of one's own organisation that is not answered yet. */
export async function attachToClaim(
  ctx: CommandContext,
  input: { readonly no: number; readonly files: readonly CreditUpload[]; readonly lang: Language },
): Promise<void> {
  const { no, files, lang } = input;
  return inTransaction(ctx, async (tx) => {
    const { request } = await takeClaim(tx, { no, move: 'supplement', lang });
    for (const file of files) {
      const owner = { requestId: request.id };
      await attachCreditFile(tx, { owner, organizationId: request.organizationId, file, lang });
    }
  });
}
