import type { Instant } from '#domain/time';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { noteContractChange } from './note-evidence-change.ts';
import { noteFeeChange } from './note-fee-change.ts';
import { lockContractsOf, refuseOverlapOf } from './refuse-overlap.ts';
import { writeAudit } from './write-audit.ts';

export interface ContractEnd {
  readonly contractId: string;
  /** The first instant that no longer belongs to it. */
  readonly endsAt: Instant;
  readonly reason: string;
}

/** Sets when a contract ends; what was asked and granted under it stays. */
export async function endContract(ctx: CommandContext, input: ContractEnd): Promise<void> {
  requireOperator(ctx, 'money');
  if (input.reason.trim() === '') throw new DomainError('invalid', 'Say why the contract ends.', 'reason');
  return inTransaction(ctx, async (tx) => {
    const contract = await tx.db
      .selectFrom('contract')
      .selectAll()
      .where('id', '=', input.contractId)
      .executeTakeFirst();
    if (!contract) throw new DomainError('not-found', 'There is no such contract.');
    if (input.endsAt <= contract.startsAt) {
      throw new DomainError('invalid', 'The contract would end before it begins.', 'to');
    }
    await lockContractsOf(tx, contract.organizationId);
    await refuseOverlapOf(tx, { ...contract, endsAt: input.endsAt });
    await tx.db.updateTable('contract').set({ endsAt: input.endsAt }).where('id', '=', input.contractId).execute();
    const startedAt = Math.min(input.endsAt, contract.endsAt ?? input.endsAt);
    await noteContractChange(tx, { contractId: input.contractId, startedAt, change: 'term' });
    await noteFeeChange(tx, { contract, startedAt });
    await writeAudit(tx, {
      action: 'end-contract',
      subjectKind: 'contract',
      subjectId: input.contractId,
      organizationId: contract.organizationId,
      detail: { before: contract.endsAt, after: input.endsAt, reason: input.reason },
    });
  });
}
