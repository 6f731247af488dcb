import { editContract } from '#commands/edit-contract';
import { requestCredit } from '#commands/request-credit';
import type { Db } from '#db/connect';
import { type CreditRequest, findCreditRequest } from '#db/queries/credit-requests';
import { findContractWindow } from '#db/queries/credit-windows';
import { type Balance, listBalances } from '#db/queries/ledger';
import { listProposals, type Proposal } from '#db/queries/proposals';
import type { ContractParticulars } from '#domain/credits/contract';
import type { Credit } from '#domain/sla/assessment';
import type { PolicyTerms } from '#domain/sla/policy';
import { HOUR_MS } from '#domain/time';
import { runAssessments } from './assessments.ts';
import type { ClaimScene } from './claim-scene.ts';
import { TestClock, testContext } from './context.ts';
import { adminOf, daysTerms, NOVEMBER, OCTOBER, treasurer } from './credits.ts';
import { addContract, addOutage, addService } from './rows.ts';

const FIFTH = OCTOBER + 4 * 24 * HOUR_MS;

/** Ten times what was paid for the time that was down, at most the whole fee. */
export const MULTIPLE = daysTerms({
  tiers: [{ below: '99.9', inclusive: false, credit: '10', floor: null }],
  credit: { unit: 'multiple', feeBase: 'service-month', minimum: null },
  cap: { amount: '100', unit: 'percent-of-fee', over: 'all-services' },
});

/** One euro for each of the 744 hours of October: an hour down brings ten under `MULTIPLE`. */
export const FEE = { feeMinor: 74_400, currency: 'EUR', billingPlan: 'monthly' } as const;

export interface FeeScene extends ClaimScene {
  readonly db: Db;
  readonly organizationId: string;
}

export interface FeeSceneInput {
  readonly organizationId: string;
  readonly terms?: PolicyTerms;
  readonly fee?: Partial<Pick<ContractParticulars, 'feeMinor' | 'currency' | 'billingPlan' | 'feePer' | 'seats'>>;
  /** How long each service was down on 5 October 2026. */
  readonly hours?: readonly number[];
  readonly at?: number;
}

/** A contract under terms that reckon with its fee, its October frozen unless `at` says otherwise. */
export async function addFeeScene(db: Db, input: FeeSceneInput): Promise<FeeScene> {
  const { organizationId, terms = MULTIPLE, fee = FEE, hours = [1], at = NOVEMBER + HOUR_MS } = input;
  const serviceIds: string[] = [];
  for (const long of hours) {
    const id = await addService(db);
    serviceIds.push(id);
    await addOutage(db, id, { startedAt: FIFTH, endedAt: FIFTH + long * HOUR_MS });
  }
  const contractId = await addContract(db, organizationId, serviceIds, { startsAt: OCTOBER, terms, ...fee });
  const clock = new TestClock(at);
  await runAssessments(db, clock);
  const as = (actor: Parameters<typeof testContext>[2]) => testContext(db, clock, actor);
  const people = { admin: as(adminOf(organizationId)), operator: as(treasurer()), second: as(treasurer('op-second')) };
  return { db, clock, ...people, organizationId, contractId, serviceIds };
}

/** Corrects what the contract costs; the windows wait to be assessed again. */
export async function changeFee(scene: FeeScene, fee: Partial<ContractParticulars>): Promise<void> {
  const { db, operator, contractId } = scene;
  const contract = await db.selectFrom('contract').selectAll().where('id', '=', contractId).executeTakeFirstOrThrow();
  await editContract(operator, { ...contract, ...fee, contractId });
}

/** Corrects what the contract costs, and the windows are assessed again. */
export async function correctFee(scene: FeeScene, fee: Partial<ContractParticulars>): Promise<void> {
  await changeFee(scene, fee);
  await runAssessments(scene.db, scene.clock);
}

/** What October owes in all. */
export async function owedIn({ db, contractId, clock }: FeeScene): Promise<Credit | null | undefined> {
  const place = { contractId, month: '2026-10', now: clock.at };
  return (await findContractWindow(db, 'every-organization', place))?.window.assessment.total.credit;
}

/** Asks for services of October, all of them by default. */
export async function claimOctober(scene: FeeScene, serviceIds = scene.serviceIds): Promise<CreditRequest> {
  const { db, admin, contractId } = scene;
  const claim = { contractId, month: '2026-10', serviceIds, note: '', ticketNo: null, lang: 'en' } as const;
  const { no } = await requestCredit(admin, claim);
  const request = await findCreditRequest(db, 'every-organization', no);
  if (!request) throw new Error(`no claim ${no}`);
  return request;
}

export function balancesOf({ db, organizationId }: FeeScene): Promise<Balance[]> {
  return listBalances(db, { organizationId });
}

/** Newest first. */
export function proposalsIn({ db, contractId }: FeeScene): Promise<Proposal[]> {
  return listProposals(db, 'every-organization', { contractId, windowStart: OCTOBER });
}

/** Subjects and texts of all mails so far, the oldest first. */
export async function mailsIn({ db }: FeeScene): Promise<{ readonly subject: string; readonly text: string }[]> {
  const rows = await db.selectFrom('delivery').select('message').orderBy('id').execute();
  return rows.map(({ message }) => JSON.parse(message));
}
