import { type CreditRequest, findCreditRequest } from '#db/queries/credit-requests';
import { type AssessedWindow, findContractWindow } from '#db/queries/credit-windows';
import { capOverAllServices } from '#domain/credits/credit-cap';
import type { GrantWish } from '#domain/credits/plan-grants';
import { monthOf } from '#domain/time';
import { creditRefusals } from '#i18n/credits/refusals';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { mailCreditAnswer } from './mail-credit-claim.ts';
import { endRequestItems, moveCreditRequest } from './move-credit-request.ts';
import { writeAudit } from './write-audit.ts';
import { writeGrants } from './write-grants.ts';

export interface CreditDecision {
  readonly no: number;
  readonly decision: 'approve' | 'decline';
  /** What is given for each item, in the unit of the claim; left out ones get nothing. */
  readonly amounts: Readonly<Record<string, number>>;
  /** Read by the admin. */
  readonly reason: string;
}

const words = creditRefusals('en');

/** Answers a claim against us, once: an approval writes the ledger in the same transaction, cut to what the cap leaves. */
export async function decideCreditRequest(ctx: CommandContext, input: CreditDecision): Promise<void> {
  requireOperator(ctx, 'money');
  const reason = input.reason.trim();
  if (reason === '') throw new DomainError('invalid', 'Give the reason; the admin will read it.', 'reason');
  return inTransaction(ctx, async (tx) => {
    const request = await findCreditRequest(tx.db, 'every-organization', input.no);
    if (!request) throw new DomainError('not-found', words.noRequest);
    refuseOwnCase(tx, request);
    const month = monthOf(request.windowStart, request.zone);
    const granted = input.decision === 'approve' ? await approve(tx, { request, input, reason, month }) : 0;
    if (input.decision === 'decline') await decline(tx, request, reason);
    await mailCreditAnswer(tx, { request, month, granted, reason });
    await writeAudit(tx, {
      action: input.decision === 'approve' ? 'grant-credit' : 'decline-credit',
      subjectKind: 'credit-request',
      subjectId: request.id,
      organizationId: request.organizationId,
      detail: { no: request.no, granted, unit: request.unit, amounts: input.amounts, reason },
    });
  });
}

function refuseOwnCase(ctx: CommandContext, request: CreditRequest): void {
  if (request.direction === 'owed-to-us') {
    throw new DomainError('conflict', 'The provider decides on this claim. Record its answer instead.');
  }
  if (ctx.actor.id === request.askedBy) {
    throw new DomainError('forbidden', 'You asked for this credit yourself. Someone else has to decide.');
  }
}

async function decline(ctx: CommandContext, request: CreditRequest, reason: string): Promise<void> {
  await moveCreditRequest(ctx, { request, to: { stage: 'declined', ...decidedNow(ctx, reason) }, words });
  await endRequestItems(ctx, request.items);
}

interface Approval {
  readonly request: CreditRequest;
  readonly input: CreditDecision;
  readonly reason: string;
  readonly month: string;
}

async function approve(ctx: CommandContext, { request, input, reason, month }: Approval): Promise<number> {
  if (ctx.now() < request.windowEnd) {
    throw new DomainError(
      'conflict',
      'The month is not over: more downtime may still be added. Approve it afterwards.',
    );
  }
  const assessed = await findContractWindow(ctx.db, 'every-organization', {
    contractId: request.contractId,
    month,
    now: ctx.now(),
  });
  if (!assessed) throw new DomainError('not-found', words.noWindow);
  const wishes = checkAmounts(request, input.amounts, assessed);
  // Moved first, so that of two deciders the second is turned away before anything is written.
  await moveCreditRequest(ctx, { request, to: { stage: 'approved', ...decidedNow(ctx, reason) }, words });
  const plan = await writeGrants(ctx, {
    request: { ...request, currency: null },
    wishes,
    cap: capOverAllServices(assessed.policy, assessed.window.assessment),
    reason,
  });
  const granted = plan.reduce((sum, item) => sum + item.granted, 0);
  if (granted === 0) {
    throw new DomainError(
      'conflict',
      'The cap for this month is used up by earlier credits. Decline with that reason.',
    );
  }
  const refused = request.items.filter(({ id }) => plan.some((item) => item.itemId === id && item.wanted === 0));
  await endRequestItems(ctx, refused);
  await ctx.db.updateTable('creditRequest').set({ grantedAmount: granted }).where('id', '=', request.id).execute();
  return granted;
}

/** More than was asked is possible only as far as the arithmetic owes more by now. */
function checkAmounts(
  request: CreditRequest,
  amounts: Readonly<Record<string, number>>,
  assessed: AssessedWindow,
): GrantWish[] {
  const wishes = request.items.map((item) => {
    const amount = amounts[item.id] ?? 0;
    const owedNow =
      assessed.window.lines.find(({ serviceId }) => serviceId === item.serviceId)?.line.credit?.amount ?? 0;
    const most = Math.max(item.askedAmount, owedNow);
    if (!Number.isSafeInteger(amount) || amount < 0) {
      throw new DomainError('invalid', words.amountWrong, `amount-${item.id}`);
    }
    if (amount > most) {
      throw new DomainError('invalid', 'This is more than was asked and more than is owed.', `amount-${item.id}`);
    }
    return { itemId: item.id, amount };
  });
  if (wishes.every(({ amount }) => amount === 0)) {
    throw new DomainError('invalid', 'To give nothing, decline the claim.', 'form');
  }
  return wishes;
}

function decidedNow(ctx: CommandContext, reason: string) {
  return {
    decidedBy: ctx.actor.id ?? ctx.actor.kind,
    decidedByName: ctx.actor.name,
    decidedAt: ctx.now(),
    decisionReason: reason,
  };
}
