import { type FrozenResult, listRevisions } from '#db/queries/assessments';
import type { BatchContract } from '#db/queries/batch-evidence';
import { type LedgerService, listCreditedServices, listDecidedAssessments } from '#db/queries/proposals';
import type { ContractWindow } from '#domain/credits/assess-contract';
import { capOverAllServices } from '#domain/credits/credit-cap';
import { planCorrections } from '#domain/credits/plan-corrections';
import { policyInForce } from '#domain/credits/policy-in-force';
import { isSameUnit, unitOfCredits } from '#domain/sla/credit-unit';
import type { CommandContext } from './context.ts';
import { lockCreditLedger } from './lock-credit-ledger.ts';
import { tellUnitChange } from './tell-unit-change.ts';

export interface Reassessed {
  readonly assessmentId: string;
  readonly contract: BatchContract;
  readonly before: ContractWindow;
  readonly after: ContractWindow;
}

/** Proposes what the ledger would have to change where credits were granted on the assessment before; it changes nothing by itself. */
export async function proposeCorrections(ctx: CommandContext, input: Reassessed): Promise<void> {
  const { assessmentId, contract, before, after } = input;
  const windowStart = after.assessment.window.startedAt;
  const place = { contractId: contract.id, windowStart };
  // Before the first look: a grant that is just being written must be seen once it stands.
  await lockCreditLedger(ctx, contract.id);
  const policy = policyInForce(contract, after.assessment.window);
  const unit = unitOfCredits(policy.terms, after.assessment.fee);
  await tellUnitChange(ctx, { contract, windowStart, unit });
  // Days, percent and money of two currencies cannot be set off against each other: where the unit changed a person decides.
  const credited = (await listCreditedServices(ctx.db, place)).filter((service) => isSameUnit(service, unit));
  await overtakeProposals(ctx, place);
  const corrections = planCorrections({
    decidedOn: await listDecidedOn(ctx, { ...place, assessmentId, before }, credited),
    after,
    credited,
    cap: capOverAllServices(policy, after.assessment),
  });
  for (const { serviceId, kind, creditedAmount, targetAmount } of corrections) {
    const origin = credited.find((one) => one.serviceId === serviceId);
    if (!origin) continue;
    await ctx.db
      .insertInto('creditProposal')
      .values({
        id: ctx.newId(),
        ...place,
        organizationId: contract.organizationId,
        serviceId,
        requestId: origin.requestId,
        assessmentId,
        kind,
        unit: origin.unit,
        currency: origin.currency,
        creditedAmount,
        targetAmount,
        at: ctx.now(),
        stage: 'open',
      })
      .execute();
  }
}

/** On which assessment a person last decided for each service: by an entry in the ledger, or on a correction. */
async function listDecidedOn(
  ctx: CommandContext,
  { assessmentId, before, ...place }: CorrectedPlace,
  credited: readonly LedgerService[],
): Promise<Map<string, ContractWindow>> {
  if (credited.length === 0) return new Map();
  const revisions = (await listRevisions(ctx.db, place.contractId, place.windowStart))
    .filter(({ id }) => id !== assessmentId)
    .toSorted((a, b) => a.revision - b.revision);
  const corrected = await listDecidedAssessments(ctx.db, place);
  return new Map(
    credited.map(({ serviceId, last }) => {
      const stood = ({ id, frozenAt }: FrozenResult): boolean =>
        id === corrected.get(serviceId) || frozenAt < last.at || (frozenAt === last.at && id < last.id);
      // What was decided before the window was frozen was decided on what came to be frozen.
      return [serviceId, (revisions.findLast(stood) ?? revisions[0])?.window ?? before];
    }),
  );
}

interface CorrectedPlace {
  readonly contractId: string;
  readonly windowStart: number;
  readonly assessmentId: string;
  readonly before: ContractWindow;
}

/** Closes what was proposed on an earlier assessment and never decided. */
async function overtakeProposals(
  ctx: CommandContext,
  place: { readonly contractId: string; readonly windowStart: number },
): Promise<void> {
  await ctx.db
    .updateTable('creditProposal')
    .set({ stage: 'overtaken', decidedAt: ctx.now() })
    .where('contractId', '=', place.contractId)
    .where('windowStart', '=', place.windowStart)
    .where('stage', '=', 'open')
    .execute();
}
