import { findAffectedCredit } from '#db/queries/affected-credits';
import { getSecondSums } from '#db/queries/claim-rules';
import { findCreditRequest, findCreditWindow } from '#db/queries/credit-requests';
import type { CreditAmount } from '#domain/credits/amount';
import type { AffectedCredit, AffectedService } from '#domain/credits/many/affected';
import { type PlannedItem, planBulkItem, waits } from '#domain/credits/many/plan-bulk';
import { isSameUnit } from '#domain/sla/credit-unit';
import type { BulkOutcome, CreditOrigin } from '#domain/words';
import { BULK_REFUSALS } from '#i18n/credits/bulk-words';
import { formatCredit } from '#i18n/credits/format-credit';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { type DecisionOutcome, decideCreditRequest } from './decide-credit-request.ts';
import { lockCreditLedger } from './lock-credit-ledger.ts';
import { offerCredit } from './offer-credit.ts';

export interface WindowGrant {
  readonly contractId: string;
  readonly month: string;
  readonly serviceIds: readonly string[];
  /** Read by the customer. */
  readonly reason: string;
  readonly origin: Exclude<CreditOrigin, 'asked'>;
  /** What was shown before; anything else by now is refused. */
  readonly shown?: CreditAmount;
}

export interface GrantedWindow {
  readonly outcome: Extract<BulkOutcome, 'granted' | 'second'>;
  readonly amount: number;
  readonly requestNos: readonly number[];
}

/** Grants what services of a window are owed: answers the claims that wait and offers what nobody asked for, by the rules of every claim. */
export async function grantWindow(ctx: CommandContext, grant: WindowGrant): Promise<GrantedWindow> {
  return inTransaction(ctx, async (tx) => {
    await lockCreditLedger(tx, grant.contractId);
    const row = await findAffectedCredit(tx.db, grant, tx.now());
    if (!row) throw new DomainError('not-found', 'There is no such window.');
    const secondAbove = await getSecondSums(tx.db, tx.now());
    const planned = planBulkItem(row, { action: 'grant', secondAbove });
    refuseChanged(row, planned, grant);
    const before = await grantedIn(tx, row);
    const requestNos = waitingClaims(planned);
    const outcomes: DecisionOutcome[] = [];
    for (const no of requestNos) outcomes.push(await approve(tx, { no, row, reason: grant.reason }));
    const offered = await offerRest(tx, { row, planned, grant });
    if (offered !== undefined) {
      outcomes.push(await approve(tx, { no: offered, row, reason: grant.reason }));
      requestNos.push(offered);
    }
    const granted = (await grantedIn(tx, row)) - before;
    const second = outcomes.includes('unconfirmed');
    return { outcome: second ? 'second' : 'granted', amount: second ? planned.amount : granted, requestNos };
  });
}

function refuseChanged({ owed }: AffectedCredit, planned: PlannedItem, { shown }: WindowGrant): void {
  if (planned.why !== null) throw new DomainError('conflict', BULK_REFUSALS[planned.why]);
  if (shown === undefined || (isSameUnit(shown, owed) && shown.value === planned.amount)) return;
  const [before, now] = [shown, { ...owed, value: planned.amount }].map((sum) => formatCredit(sum, 'en'));
  throw new DomainError('conflict', `Since the preview it changed from ${before} to ${now}. Look at it again.`);
}

/** Claims with something to grant in them; one that earned nothing is left to a person. */
function waitingClaims({ services }: PlannedItem): number[] {
  const earning = services.filter((service) => waits(service) && service.amount > 0);
  const nos = earning.flatMap(({ claim }) => (claim ? [claim.requestNo] : []));
  return [...new Set(nos)].toSorted((a, b) => a - b);
}

/** Offers what is left under the cap once the claims are answered. */
async function offerRest(
  ctx: CommandContext,
  input: { readonly row: AffectedCredit; readonly planned: PlannedItem; readonly grant: WindowGrant },
): Promise<number | undefined> {
  const { row, planned, grant } = input;
  const free = planned.services.filter((service) => service.free && service.amount > 0);
  const answered = planned.services.filter(waits).reduce((sum, { amount }) => sum + amount, 0);
  if (free.length === 0 || answered >= planned.amount) return undefined;
  const { contractId, month } = row;
  const serviceIds = free.map(({ serviceId }) => serviceId);
  return (await offerCredit(ctx, { contractId, month, serviceIds, note: grant.reason, origin: grant.origin })).no;
}

/** Each service by its own arithmetic. */
async function approve(
  ctx: CommandContext,
  { no, row, reason }: { readonly no: number; readonly row: AffectedCredit; readonly reason: string },
): Promise<DecisionOutcome> {
  const request = await findCreditRequest(ctx.db, 'every-organization', no);
  const amounts = Object.fromEntries(
    (request?.items ?? []).map(({ id, serviceId }) => [id, amountOf(row.services, serviceId)]),
  );
  return decideCreditRequest(ctx, { no, decision: 'approve', amounts, reason });
}

function amountOf(services: readonly AffectedService[], serviceId: string): number {
  return services.find((service) => service.serviceId === serviceId)?.amount ?? 0;
}

async function grantedIn(ctx: CommandContext, { contractId, windowStart }: AffectedCredit): Promise<number> {
  return (await findCreditWindow(ctx.db, contractId, windowStart))?.grantedAmount ?? 0;
}
