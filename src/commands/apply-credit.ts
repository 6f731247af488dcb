import { findBalance } from '#db/queries/ledger';
import { LARGEST_AMOUNT } from '#domain/credits/amount';
import type { CreditUnit } from '#domain/words';
import { appendCreditEntry } from './append-credit-entry.ts';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { lockCreditLedger } from './lock-credit-ledger.ts';

import { writeAudit } from './write-audit.ts';

export interface CreditApplication {
  readonly contractId: string;
  readonly unit: CreditUnit;
  readonly currency: string | null;
  readonly amount: number;
  /** The invoice or the term the credit goes to. */
  readonly reference: string;
  /** Sent along with the form: the same form sent twice is one application. */
  readonly onceKey: string;
}

/** Uses up part of a balance; never more than there is. */
export async function applyCredit(ctx: CommandContext, input: CreditApplication): Promise<string> {
  requireOperator(ctx, 'money');
  refuseImpossible(input);
  return inTransaction(ctx, async (tx) => {
    const contract = await tx.db
      .selectFrom('contract')
      .select(['organizationId', 'direction'])
      .where('id', '=', input.contractId)
      .executeTakeFirst();
    if (!contract) throw new DomainError('not-found', 'There is no such contract.');
    await lockCreditLedger(tx, input.contractId);
    await refuseSecondSending(tx, input.onceKey);
    await refuseOverdraft(tx, { ...input, direction: contract.direction });
    const { contractId, unit, currency, onceKey } = input;
    const reference = input.reference.trim();
    const { id } = await appendCreditEntry(tx, {
      contractId,
      ...contract,
      unit,
      currency,
      kind: 'application',
      amount: -input.amount,
      reason: '',
      reference,
      onceKey,
    });
    await writeAudit(tx, {
      action: 'apply-credit',
      subjectKind: 'credit-entry',
      subjectId: id,
      organizationId: contract.organizationId,
      detail: { contractId, unit, currency, amount: input.amount, reference, onceKey },
    });
    return id;
  });
}

function refuseImpossible(input: CreditApplication): void {
  if (input.reference.trim() === '') {
    throw new DomainError('invalid', 'Name the invoice or term this credit goes to.', 'reference');
  }
  if (!Number.isSafeInteger(input.amount) || input.amount < 1 || input.amount > LARGEST_AMOUNT) {
    throw new DomainError('invalid', 'The amount is a whole figure above zero.', 'amount');
  }
}

async function refuseSecondSending(ctx: CommandContext, onceKey: string): Promise<void> {
  const earlier = await ctx.db.selectFrom('creditEntry').select('id').where('onceKey', '=', onceKey).executeTakeFirst();
  if (earlier) throw new DomainError('already-decided', 'This application was recorded already.');
}

async function refuseOverdraft(
  ctx: CommandContext,
  input: CreditApplication & Parameters<typeof findBalance>[1],
): Promise<void> {
  const balance = await findBalance(ctx.db, input);
  if (input.amount <= balance) return;
  throw new DomainError(
    'conflict',
    balance === 0 ? 'There is nothing left to apply.' : 'There is less left than this. Apply at most the balance.',
    'amount',
  );
}
