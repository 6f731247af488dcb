import type { CommandContext } from '#commands/context';
import { decideCreditRequest } from '#commands/decide-credit-request';
import { requestCredit } from '#commands/request-credit';
import type { Db } from '#db/connect';
import { type CreditRequest, findCreditRequest } from '#db/queries/credit-requests';
import type { PolicyTerms } from '#domain/sla/policy';
import { HOUR_MS } from '#domain/time';
import type { Direction } from '#domain/words';
import { TestClock, testContext } from './context.ts';
import { adminOf, daysTerms, treasurer } from './credits.ts';
import { addContract, addOutage, addService } from './rows.ts';

export interface ClaimScene {
  readonly clock: TestClock;
  readonly admin: CommandContext;
  readonly operator: CommandContext;
  /** A second operator with money. */
  readonly second: CommandContext;
  readonly contractId: string;
  readonly serviceIds: readonly string[];
}

export interface ClaimSceneInput {
  /** How long each service was down in October 2026: 1 hour owes 3 days, 10 hours 7, 40 hours 15. */
  readonly hours?: readonly number[];
  readonly at?: string;
  readonly direction?: Direction;
  readonly organizationId?: string;
  readonly terms?: Partial<PolicyTerms>;
}

/** A contract whose services were down so many hours from 5 October 2026. */
export async function addClaimScene(db: Db, input: ClaimSceneInput = {}): Promise<ClaimScene> {
  const { hours = [1], at = '2026-11-10T09:00:00Z', direction = 'we-owe', organizationId = 'org-a' } = input;
  const start = Date.parse('2026-10-05T00:00:00Z');
  const serviceIds: string[] = [];
  for (const count of hours) {
    const id = await addService(db);
    serviceIds.push(id);
    if (count > 0) await addOutage(db, id, { startedAt: start, endedAt: start + count * HOUR_MS });
  }
  const contractId = await addContract(db, organizationId, serviceIds, { terms: daysTerms(input.terms), direction });
  const clock = new TestClock(at);
  return {
    clock,
    admin: testContext(db, clock, adminOf(organizationId)),
    operator: testContext(db, clock, treasurer()),
    second: testContext(db, clock, treasurer('op-second')),
    contractId,
    serviceIds,
  };
}

/** Asks for the services of a scene, all of them by default. */
export async function askFor(scene: ClaimScene, serviceIds = scene.serviceIds): Promise<CreditRequest> {
  const { contractId } = scene;
  const claim = { contractId, month: '2026-10', serviceIds, note: '', ticketNo: null, lang: 'en' } as const;
  const { no } = await requestCredit(scene.admin, claim);
  return readClaim(scene, no);
}

export async function readClaim(scene: ClaimScene, no: number): Promise<CreditRequest> {
  const request = await findCreditRequest(scene.admin.db, 'every-organization', no);
  if (!request) throw new Error(`no claim ${no}`);
  return request;
}

/** Approves what was asked, or `amounts` in the order of the items. */
export async function grant(
  scene: ClaimScene,
  request: CreditRequest,
  input: { readonly amounts?: readonly number[]; readonly ctx?: CommandContext } = {},
): Promise<string> {
  const open = request.items.filter(({ endedAt, decidedAmount }) => endedAt === null && decidedAmount === null);
  const amounts = Object.fromEntries(
    open.map(({ id, askedAmount }, index) => [id, input.amounts?.[index] ?? askedAmount]),
  );
  const decision = { no: request.no, decision: 'approve', amounts, reason: 'As the arithmetic shows.' } as const;
  return decideCreditRequest(input.ctx ?? scene.operator, decision);
}

export function decline(scene: ClaimScene, { no }: CreditRequest, ctx = scene.operator): Promise<string> {
  return decideCreditRequest(ctx, { no, decision: 'decline', amounts: {}, reason: 'Not down by our record.' });
}
