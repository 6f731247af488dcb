import { findBalance } from '#db/queries/ledger';
import { getFollowedPolicy } from '#db/queries/policies';
import { listSharesLeft } from '#db/queries/shares-left';
import { LARGEST_AMOUNT } from '#domain/credits/amount';
import { type CreditApplication, findMistakeInApplication } from '#domain/credits/application';
import { policyInForce } from '#domain/credits/policy-in-force';
import type { Direction } from '#domain/words';
import { appendCreditEntry } from './append-credit-entry.ts';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { lockCreditLedger } from './lock-credit-ledger.ts';
import { noteAppliedCredits } from './note-applied-credits.ts';
import { writeAudit } from './write-audit.ts';

export type { CreditApplication };

/** Uses up part of a balance for an invoice or the term; never more than there is. */
export async function applyCredit(ctx: CommandContext, input: CreditApplication): Promise<string> {
  requireOperator(ctx, 'money');
  const mistake = findMistakeInApplication(input);
  if (mistake) throw new DomainError('invalid', mistake.sentence, mistake.field);
  return inTransaction(ctx, async (tx) => {
    const contract = await tx.db
      .selectFrom('contract')
      .select(['id', 'organizationId', 'direction', 'policyId', 'policyChoice', 'billingDay', 'startsAt', 'zone'])
      .where('id', '=', input.contractId)
      .executeTakeFirst();
    if (!contract) throw new DomainError('not-found', 'There is no such contract.');
    await lockCreditLedger(tx, input.contractId);
    await refuseSecondSending(tx, input.onceKey);
    const { organizationId, direction } = contract;
    await refuseOverdraft(tx, { ...input, direction });
    const { id } = await appendCreditEntry(tx, {
      contractId: input.contractId,
      organizationId,
      direction,
      ...applicationColumns(input),
      itemId: await itemOfShare(tx, input, contract),
      kind: 'application',
      amount: -input.amount,
      reason: '',
    });
    const { onceKey: _onceKey, ...detail } = input;
    await noteAppliedCredits(tx, input.contractId);
    await writeAudit(tx, {
      action: 'apply-credit',
      subjectKind: 'credit-entry',
      subjectId: id,
      organizationId,
      detail: { ...detail },
    });
    return id;
  });
}

function applicationColumns(input: CreditApplication) {
  const { unit, currency, appliedTo, onceKey } = input;
  const reference = input.reference.trim();
  return {
    unit,
    currency,
    windowStart: unit === 'percent' ? (input.windowStart ?? null) : null,
    appliedTo,
    reference: reference === '' ? null : reference,
    invoiceDate: input.invoiceDate ?? null,
    invoiceMinor: input.invoiceMinor ?? null,
    invoiceCurrency: input.invoiceCurrency ?? null,
    onceKey,
  };
}

type ContractUsed = Parameters<typeof getFollowedPolicy>[1];

/** The item whose service's fee the percentage is of; null where it is of a fee of all services together. */
async function itemOfShare(
  ctx: CommandContext,
  { unit, contractId, windowStart, serviceId, amount }: CreditApplication,
  contract: ContractUsed,
): Promise<string | null> {
  if (unit !== 'percent' || windowStart == null || !(await isOfOwnFee(ctx, contract, windowStart))) return null;
  const shares = await listSharesLeft(ctx.db, { contractId, windowStart });
  const named = shares.find((share) => share.serviceId === serviceId);
  const share = serviceId == null && shares.length === 1 ? shares[0] : named;
  if (!share) {
    if (shares.length === 0) return null;
    throw new DomainError('invalid', 'Say of which service’s fee this is: each percentage is of its own.', 'balance');
  }
  if (amount <= share.left) return share.itemId;
  throw new DomainError('conflict', 'There is less left of this service’s fee than that.', 'amount');
}

async function isOfOwnFee(ctx: CommandContext, contract: ContractUsed, windowStart: number): Promise<boolean> {
  const found = await getFollowedPolicy(ctx.db, contract);
  const zone = contract.zone ?? found.policy.terms.window.zone;
  const { feeBase } = policyInForce(found, { startedAt: windowStart, zone }).terms.credit;
  return feeBase !== 'whole-invoice' && feeBase !== 'term';
}

async function refuseSecondSending(ctx: CommandContext, onceKey: string): Promise<void> {
  const earlier = await ctx.db.selectFrom('creditEntry').select('id').where('onceKey', '=', onceKey).executeTakeFirst();
  if (earlier) throw new DomainError('already-decided', 'This application was recorded already.');
}

async function refuseOverdraft(
  ctx: CommandContext,
  input: CreditApplication & { readonly direction: Direction },
): Promise<void> {
  const balance = await findBalance(ctx.db, input);
  if (input.amount <= Math.min(balance, LARGEST_AMOUNT)) return;
  throw new DomainError(
    'conflict',
    balance === 0 ? 'There is nothing left to apply.' : 'There is less left than this. Apply at most the balance.',
    'amount',
  );
}
