import type { Instant } from '#domain/time';
import type { Db } from '../connect.ts';

/**
 * Contracts under which something may lapse: a frozen window owes something that can still be asked for, a service was down in what
 * is not frozen yet, or the terms take unknown time for downtime, for which no outage is needed. The others have nothing to tell.
 */
export async function listLapsingContracts(db: Db, now: Instant): Promise<string[]> {
  const frozen = await db
    .selectFrom('assessmentLine as line')
    .innerJoin('slaAssessment as assessment', 'assessment.bodyId', 'line.bodyId')
    .select('assessment.contractId as id')
    .distinct()
    .where('line.lapsesAt', '>', now)
    .where('line.verdict', 'in', ['owed', 'depends'])
    .where('assessment.supersededAt', 'is', null)
    .execute();
  const down = await db
    .selectFrom('outage')
    .innerJoin('contractService', 'contractService.serviceId', 'outage.serviceId')
    .leftJoin('assessmentPlan as plan', 'plan.contractId', 'contractService.contractId')
    .select('contractService.contractId as id')
    .distinct()
    .where('outage.retractedAt', 'is', null)
    .where((eb) =>
      eb.or([
        eb('plan.contractId', 'is', null),
        eb('plan.windowStart', 'is not', null).and(
          eb.or([eb('outage.endedAt', 'is', null), eb('outage.endedAt', '>', eb.ref('plan.windowStart'))]),
        ),
      ]),
    )
    .execute();
  const unknown = await db
    .selectFrom('contract')
    .innerJoin('slaPolicy as own', 'own.id', 'contract.policyId')
    .innerJoin('slaPolicy as version', 'version.key', 'own.key')
    .select('contract.id')
    .distinct()
    .where('version.terms', 'like', '%"unknown":"down"%')
    .execute();
  return [...new Set([...frozen, ...down, ...unknown].map(({ id }) => id))].toSorted();
}
