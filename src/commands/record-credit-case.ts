import type { Language } from '#domain/words';
import { creditRefusals } from '#i18n/credits/refusals';
import { takeClaim } from './claim-in-hand.ts';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { moveCreditRequest } from './move-credit-request.ts';
import { writeAudit } from './write-audit.ts';

export interface CreditCase {
  readonly no: number;
  readonly caseNumber: string;
  readonly lang: Language;
}

/** Notes under which number the provider keeps our claim; from then on it is in its hands. */
export async function recordCreditCase(ctx: CommandContext, input: CreditCase): Promise<void> {
  const words = creditRefusals(input.lang);
  const caseNumber = input.caseNumber.trim();
  if (caseNumber === '' || caseNumber.length > 100) throw new DomainError('invalid', words.caseNeeded, 'caseNumber');
  return inTransaction(ctx, async (tx) => {
    const { request } = await takeClaim(tx, { no: input.no, move: 'record-case', lang: input.lang });
    const to = { stage: 'in-review', providerCaseNumber: caseNumber, dueAt: null } as const;
    await moveCreditRequest(tx, { request, to, words });
    await writeAudit(tx, {
      action: 'record-credit-case',
      subjectKind: 'credit-request',
      subjectId: request.id,
      organizationId: request.organizationId,
      detail: { no: request.no, caseNumber, before: request.providerCaseNumber },
    });
  });
}
