import { getClaimSide } from '#db/queries/claim-sides';
import { findCreditWindow } from '#db/queries/credit-requests';
import { findContractWindow } from '#db/queries/credit-windows';
import { findProposal, type LedgerService, listCreditedServices, type Proposal } from '#db/queries/proposals';
import type { ProposalStage } from '#domain/words';
import { moveRefusal } from '#i18n/credits/move-refusals';
import { capBesideOthers } from './cap-beside-others.ts';
import { windowPlace } from './cap-in-force.ts';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import type { DecisionOutcome } from './decide-credit-request.ts';
import { leftToSecond } from './leave-proposal-to-second.ts';
import { lockCreditLedger } from './lock-credit-ledger.ts';
import { mailCorrection } from './mail-correction.ts';
import { refuseUnsettled } from './refuse-unsettled.ts';
import { reverseCreditEntry } from './reverse-credit-entry.ts';
import { writeAudit } from './write-audit.ts';
import { writeGrants } from './write-grants.ts';

/**
 * Brings the ledger to what the new assessment of a window gives: by a further grant, or by taking back and granting the rest anew.
 * A top-up above the set sum is granted once a second operator accepts it too.
 */
export async function acceptProposal(ctx: CommandContext, input: { readonly id: string }): Promise<DecisionOutcome> {
  requireOperator(ctx, 'money');
  return inTransaction(ctx, async (tx) => {
    const proposal = await lockOpenProposal(tx, input.id);
    await refuseAsker(tx, proposal);
    await refuseUnsettled(tx, proposal);
    const credited = (await listCreditedServices(tx.db, proposal)).find(isOf(proposal));
    if (credited?.creditedAmount !== proposal.creditedAmount) {
      throw new DomainError(
        'conflict',
        'The ledger has changed since this was proposed. Dismiss it, or wait for the next assessment.',
      );
    }
    if (await leftToSecond(tx, proposal)) return 'unconfirmed';
    const reason = `Assessment ${proposal.revision} of the window`;
    await closeProposal(tx, proposal, { stage: 'accepted', reason });
    const change = proposal.targetAmount - proposal.creditedAmount;
    if (change > 0) await grantMore(tx, { proposal, credited, amount: change, reason, stood: 0 });
    else await takeBackTo(tx, { proposal, credited, reason });
    await mailCorrection(tx, { proposal, outcome: 'accepted', reason: '' });
    return 'made';
  });
}

/** Leaves the ledger as it is, for a reason that the customer reads. */
export async function dismissProposal(
  ctx: CommandContext,
  input: { readonly id: string; readonly reason: string },
): Promise<void> {
  requireOperator(ctx, 'money');
  const reason = input.reason.trim();
  if (reason === '') throw new DomainError('invalid', 'Say why nothing changes; the customer will read it.', 'reason');
  if (reason.length > 2_000) throw new DomainError('invalid', 'Please keep this under 2,000 characters.', 'reason');
  return inTransaction(ctx, async (tx) => {
    const proposal = await lockOpenProposal(tx, input.id);
    await closeProposal(tx, proposal, { stage: 'dismissed', reason });
    await mailCorrection(tx, { proposal, outcome: 'dismissed', reason });
  });
}

async function lockOpenProposal(ctx: CommandContext, id: string): Promise<Proposal> {
  const seen = await findProposal(ctx.db, 'every-organization', id);
  if (!seen) throw new DomainError('not-found', 'There is no such proposal.');
  await lockCreditLedger(ctx, seen.contractId);
  const proposal = await findProposal(ctx.db, 'every-organization', id);
  if (proposal?.stage !== 'open')
    throw new DomainError('already-decided', 'This proposal is decided or overtaken already.');
  return proposal;
}

async function refuseAsker(ctx: CommandContext, { requestId: id, organizationId }: Proposal): Promise<void> {
  const { askedBy } = await ctx.db
    .selectFrom('creditRequest')
    .select('askedBy')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const side = await getClaimSide(ctx.db, { id, organizationId, askedBy });
  const actorId = ctx.actor.id;
  if (actorId === null) return;
  if (side.askedBy.includes(actorId)) throw new DomainError('forbidden', moveRefusal('own-claim', 'en'));
  if (side.admins.includes(actorId)) throw new DomainError('forbidden', moveRefusal('own-organization', 'en'));
}

async function closeProposal(
  ctx: CommandContext,
  proposal: Proposal,
  to: { readonly stage: ProposalStage; readonly reason: string },
): Promise<void> {
  const closed = await ctx.db
    .updateTable('creditProposal')
    .set({ ...to, decidedAt: ctx.now(), decidedBy: ctx.actor.id ?? ctx.actor.kind, decidedByName: ctx.actor.name })
    .where('id', '=', proposal.id)
    .where('stage', '=', 'open')
    .returning('id')
    .executeTakeFirst();
  if (!closed) throw new DomainError('already-decided', 'This proposal is decided or overtaken already.');
  const { id, organizationId, contractId, serviceId, kind, unit, creditedAmount, targetAmount } = proposal;
  await writeAudit(ctx, {
    action: to.stage === 'accepted' ? 'accept-proposal' : 'dismiss-proposal',
    subjectKind: 'credit-proposal',
    subjectId: id,
    organizationId,
    detail: { contractId, serviceId, kind, unit, creditedAmount, targetAmount, reason: to.reason },
  });
}

interface LedgerChange {
  readonly proposal: Proposal;
  readonly credited: LedgerService;
  readonly reason: string;
}

interface FurtherGrant {
  readonly amount: number;
  /** What the window held before anything of it was taken back: a cap below that cuts nothing a second time. */
  readonly stood: number;
}

/** One grant per item holds here too: what is given on top stands under an item of its own. */
async function grantMore(ctx: CommandContext, change: LedgerChange & FurtherGrant): Promise<void> {
  const { proposal, credited, amount, reason, stood } = change;
  const { requestId, contractId, organizationId, windowStart, unit } = proposal;
  const itemId = await addItem(ctx, proposal, amount);
  const assessed = await findContractWindow(ctx.db, 'every-organization', windowPlace(ctx, proposal));
  if (!assessed) throw new DomainError('not-found', 'There is no such window.');
  const cap = await capBesideOthers(ctx, assessed);
  const { currency } = credited;
  const [plan] = await writeGrants(ctx, {
    request: { id: requestId, contractId, organizationId, windowStart, unit, direction: 'we-owe', currency },
    wishes: [{ itemId, amount }],
    cap: cap === null ? null : Math.max(cap, stood),
    reason,
  });
  if (!plan || plan.granted === 0) {
    throw new DomainError('conflict', 'The cap of this window is used up. Dismiss it with that reason.');
  }
  await addToRequest(ctx, proposal, plan.granted);
}

/** Takes back the latest grants until no more than the target is left, then grants what was taken back too much. */
async function takeBackTo(ctx: CommandContext, change: LedgerChange): Promise<void> {
  const { proposal, credited, reason } = change;
  const window = await findCreditWindow(ctx.db, proposal.contractId, proposal.windowStart);
  const stood = window?.grantedAmount ?? 0;
  let left = proposal.creditedAmount;
  for (const { id, amount } of credited.grants.toReversed()) {
    if (left <= proposal.targetAmount) break;
    await reverseCreditEntry(ctx, { entryId: id, reason });
    left -= amount;
  }
  await addToRequest(ctx, proposal, left - proposal.creditedAmount);
  if (left < proposal.targetAmount) await grantMore(ctx, { ...change, amount: proposal.targetAmount - left, stood });
}

/** In the first place of its service where that was freed, so that nobody can ask for it a second time; behind the others otherwise. */
async function addItem(ctx: CommandContext, proposal: Proposal, amount: number): Promise<string> {
  const { requestId, contractId, serviceId, windowStart } = proposal;
  const live = await ctx.db
    .selectFrom('creditRequestItem')
    .select('part')
    .where('contractId', '=', contractId)
    .where('serviceId', '=', serviceId)
    .where('windowStart', '=', windowStart)
    .where('endedAt', 'is', null)
    .execute();
  const parts = live.map(({ part }) => part);
  const part = parts.includes(1) ? Math.max(FIRST_CORRECTION, ...parts.map((one) => one + 1)) : 1;
  const id = ctx.newId();
  await ctx.db
    .insertInto('creditRequestItem')
    .values({ id, requestId, contractId, serviceId, windowStart, askedAmount: amount, decidedAmount: amount, part })
    .execute();
  return id;
}

/** The second part of a service belongs to an appeal. */
const FIRST_CORRECTION = 3;

async function addToRequest(ctx: CommandContext, { requestId }: Proposal, amount: number): Promise<void> {
  await ctx.db
    .updateTable('creditRequest')
    .set((eb) => ({ grantedAmount: eb(eb.fn.coalesce('grantedAmount', eb.lit(0)), '+', amount), updatedAt: ctx.now() }))
    .where('id', '=', requestId)
    .execute();
}

function isOf({ serviceId }: Proposal): (service: LedgerService) => boolean {
  return (service) => service.serviceId === serviceId;
}
