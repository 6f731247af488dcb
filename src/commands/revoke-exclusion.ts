import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { lockCreditLedger } from './lock-credit-ledger.ts';
import { noteEvidenceChange } from './note-evidence-change.ts';
import { readExclusionReason } from './read-exclusion-reason.ts';
import { writeAudit } from './write-audit.ts';

export interface ExclusionToRevoke {
  readonly contractId: string;
  readonly id: string;
  readonly reason: string;
}

/** Lets excluded time count again; the exclusion stays readable with who took it back and why. */
export async function revokeExclusion(ctx: CommandContext, input: ExclusionToRevoke): Promise<void> {
  requireOperator(ctx, 'money');
  const reason = readExclusionReason(input.reason, 'Say why this time counts again; the customer will read it.');
  return inTransaction(ctx, async (tx) => {
    const exclusion = await findExclusion(tx, input);
    const { id, contractId, organizationId, serviceId, startedAt, endedAt } = exclusion;
    await lockCreditLedger(tx, contractId);
    const revoked = await tx.db
      .updateTable('slaExclusion')
      .set({
        revokedAt: tx.now(),
        revokedBy: tx.actor.id ?? tx.actor.kind,
        revokedByName: tx.actor.name,
        revokeReason: reason,
      })
      .where('id', '=', id)
      .where('revokedAt', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (!revoked) throw new DomainError('already-decided', 'This exclusion was taken back already.');
    const cause = { kind: 'exclusion', change: 'revoked', serviceId } as const;
    await noteEvidenceChange(tx, { of: { contractId }, startedAt, endedAt, cause });
    await writeAudit(tx, {
      action: 'revoke-exclusion',
      subjectKind: 'sla-exclusion',
      subjectId: id,
      organizationId,
      detail: { contractId, serviceId, startedAt, endedAt, reason },
    });
  });
}

async function findExclusion(ctx: CommandContext, { id, contractId }: ExclusionToRevoke) {
  const exclusion = await ctx.db
    .selectFrom('slaExclusion as exclusion')
    .innerJoin('contract', 'contract.id', 'exclusion.contractId')
    .select(['exclusion.id', 'exclusion.contractId', 'exclusion.serviceId', 'exclusion.startedAt', 'exclusion.endedAt'])
    .select('contract.organizationId')
    .where('exclusion.id', '=', id)
    .where('exclusion.contractId', '=', contractId)
    .executeTakeFirst();
  if (!exclusion) throw new DomainError('not-found', 'There is no such exclusion.');
  return exclusion;
}
