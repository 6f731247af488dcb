import { correctOutage } from '#commands/correct-outage';
import { acceptProposal } from '#commands/decide-proposal';
import type { Db } from '#db/connect';
import { findBalance } from '#db/queries/ledger';
import { listProposals, type Proposal } from '#db/queries/proposals';
import type { PolicyTerms } from '#domain/sla/policy';
import { HOUR_MS } from '#domain/time';
import { runAssessments } from './assessments.ts';
import type { ClaimScene } from './claim-scene.ts';
import { TestClock, testContext } from './context.ts';
import { adminOf, daysTerms, NOVEMBER, OCTOBER, treasurer } from './credits.ts';
import { addContract, addOutage, addService } from './rows.ts';

const FIFTH = OCTOBER + 4 * 24 * HOUR_MS;

/** A contract whose October is frozen, and can be corrected. */
export interface CorrectionScene extends ClaimScene {
  readonly db: Db;
  readonly outageIds: readonly string[];
}

/** Each service was down for so many hours on 5 October 2026: 1 hour owes 3 days, 10 hours 7. */
export async function addCorrectionScene(
  db: Db,
  hours: readonly number[],
  terms: Partial<PolicyTerms> = {},
): Promise<CorrectionScene> {
  const serviceIds: string[] = [];
  const outageIds: string[] = [];
  for (const long of hours) {
    const id = await addService(db);
    serviceIds.push(id);
    outageIds.push(await addOutage(db, id, { startedAt: FIFTH, endedAt: FIFTH + long * HOUR_MS }));
  }
  const contractId = await addContract(db, 'org-a', serviceIds, { startsAt: OCTOBER, terms: daysTerms(terms) });
  const clock = new TestClock(NOVEMBER + HOUR_MS);
  await runAssessments(db, clock);
  const as = (actor: Parameters<typeof testContext>[2]) => testContext(db, clock, actor);
  const people = { admin: as(adminOf('org-a')), operator: as(treasurer()), second: as(treasurer('op-second')) };
  return { db, clock, ...people, contractId, serviceIds, outageIds };
}

/** The outage of one service was so long after all. */
export async function correctTo(
  { db, clock, outageIds }: CorrectionScene,
  index: number,
  hours: number,
): Promise<void> {
  const outageId = outageIds[index] ?? '';
  const { revision } = await db
    .selectFrom('outage')
    .select('revision')
    .where('id', '=', outageId)
    .executeTakeFirstOrThrow();
  const operator = { kind: 'operator', id: 'op', name: 'Op', roles: ['incidents'] } as const;
  const span = { startedAt: FIFTH, endedAt: FIFTH + hours * HOUR_MS };
  await correctOutage(testContext(db, clock, operator), {
    outageId,
    revision,
    reason: 'The log shows otherwise.',
    phases: [{ ...span, state: 'down', surfaces: [], locations: [], sharePpm: null }],
  });
}

/** The same, and the job has worked. */
export async function correctAndAssess(scene: CorrectionScene, index: number, hours: number): Promise<void> {
  await correctTo(scene, index, hours);
  await runAssessments(scene.db, scene.clock);
}

export const balanceOf = ({ db, contractId }: CorrectionScene): Promise<number> =>
  findBalance(db, { contractId, direction: 'we-owe', unit: 'days', currency: null });

/** Newest first. */
export const proposalsOf = ({ db, contractId }: CorrectionScene): Promise<Proposal[]> =>
  listProposals(db, 'every-organization', { contractId, windowStart: OCTOBER });

/** Accepts the newest proposal. */
export async function acceptNewest(scene: CorrectionScene): Promise<void> {
  const [proposal] = await proposalsOf(scene);
  await acceptProposal(scene.operator, { id: proposal?.id ?? '' });
}

/** The entries of a contract in their order. */
export function entriesOf({ db, contractId }: CorrectionScene) {
  return db.selectFrom('creditEntry').selectAll().where('contractId', '=', contractId).orderBy('seq').execute();
}
