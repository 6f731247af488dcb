import { type ContractParticulars, findMistakeInParticulars } from '#domain/credits/contract';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { onlyParticulars, refuseMistake } from './create-contract.ts';
import { noteFeeChange } from './note-fee-change.ts';
import { refuseOtherCurrency } from './refuse-other-currency.ts';
import { lockContractsOf, refuseOverlapOf } from './refuse-overlap.ts';
import { writeAudit } from './write-audit.ts';

export type ContractEdit = ContractParticulars & { readonly contractId: string };

/** Corrects names, numbers and sums of a contract; its policy, zone and services stay, so that past windows stay as they were. */
export async function editContract(ctx: CommandContext, input: ContractEdit): Promise<void> {
  requireOperator(ctx, 'money');
  const particulars = onlyParticulars(input);
  refuseMistake(findMistakeInParticulars(particulars));
  return inTransaction(ctx, async (tx) => {
    const before = await tx.db.selectFrom('contract').selectAll().where('id', '=', input.contractId).executeTakeFirst();
    if (!before) throw new DomainError('not-found', 'There is no such contract.');
    await lockContractsOf(tx, before.organizationId);
    await refuseOverlapOf(tx, { ...before, ...particulars });
    await refuseOtherCurrency(tx, before, particulars);
    await tx.db.updateTable('contract').set(particulars).where('id', '=', input.contractId).execute();
    if (!isSameFee(before, particulars)) {
      await keepFeeBefore(tx, before);
      await noteFeeChange(tx, { contract: before, startedAt: before.startsAt });
    }
    await writeAudit(tx, {
      action: 'edit-contract',
      subjectKind: 'contract',
      subjectId: input.contractId,
      organizationId: before.organizationId,
      detail: { before: onlyParticulars(before), after: particulars },
    });
  });
}

/** What it was said to cost stays known: nobody makes a claim smaller by a correction, to decide on it alone. */
async function keepFeeBefore(
  ctx: CommandContext,
  { id: contractId, feeMinor, currency, feePer, seats, billingPlan }: ContractParticulars & { readonly id: string },
): Promise<void> {
  const figures = { feeMinor, currency, feePer, seats, billingPlan };
  await ctx.db
    .insertInto('contractFeeBefore')
    .values({ id: ctx.newId(), contractId, ...figures, at: ctx.now() })
    .execute();
}

const FEE = ['feeMinor', 'currency', 'feePer', 'seats', 'billingPlan'] as const;

function isSameFee(before: ContractParticulars, after: ContractParticulars): boolean {
  return FEE.every((key) => before[key] === after[key]);
}
