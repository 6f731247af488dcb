import { listCreditDecisions } from '#db/queries/credit-decisions';
import { findCreditRequest } from '#db/queries/credit-requests';
import type { Proposal } from '#db/queries/proposals';
import { type CommandContext, DomainError } from './context.ts';
import { findSecondBound } from './find-second-bound.ts';
import { mailUnconfirmed } from './mail-credit-claim.ts';
import { writeAudit } from './write-audit.ts';

/** Whether a top-up has to wait for a second operator, and now does; false where it may be granted by whoever accepts it. */
export async function leftToSecond(ctx: CommandContext, proposal: Proposal): Promise<boolean> {
  const { firstBy } = proposal;
  // Once left to a second it stays so, whatever changed meanwhile.
  if (firstBy !== null) {
    if (firstBy === deciderOf(ctx)) {
      throw new DomainError('forbidden', 'You accepted this yourself. A second operator has to confirm it.');
    }
    return false;
  }
  const above = await secondAboveOf(ctx, proposal);
  if (above === null) return false;
  await ctx.db
    .updateTable('creditProposal')
    .set({ firstBy: deciderOf(ctx), firstByName: ctx.actor.name, firstAt: ctx.now(), secondAbove: above })
    .where('id', '=', proposal.id)
    .execute();
  await tell(ctx, proposal, above);
  return true;
}

/** A reversal only lowers what the window got: nobody has to confirm it. */
async function secondAboveOf(ctx: CommandContext, proposal: Proposal): Promise<number | null> {
  const { id, requestId, targetAmount, creditedAmount } = proposal;
  if (targetAmount < creditedAmount) return null;
  const earlier = (await listCreditDecisions(ctx.db, requestId)).map((decision) => decision.secondAbove);
  const sum = targetAmount - creditedAmount;
  return findSecondBound(ctx, { ...proposal, sum, earlier, except: { exceptProposalId: id } });
}

async function tell(ctx: CommandContext, proposal: Proposal, secondAbove: number): Promise<void> {
  const { id, organizationId, requestNo: no, contractId, serviceId, unit, creditedAmount, targetAmount } = proposal;
  const request = await findCreditRequest(ctx.db, 'every-organization', no);
  if (request) {
    const path = `/console/proposals?decide=${id}#decide`;
    await mailUnconfirmed(ctx, { request, sum: targetAmount - creditedAmount, reason: '', path });
  }
  await writeAudit(ctx, {
    action: 'propose-credit',
    subjectKind: 'credit-proposal',
    subjectId: id,
    organizationId,
    detail: { no, contractId, serviceId, unit, creditedAmount, targetAmount, secondAbove },
  });
}

function deciderOf({ actor }: CommandContext): string {
  return actor.id ?? actor.kind;
}
