import type { Instant } from '#domain/time';
import type { Db } from '../connect.ts';

/** Whether a person changed a contract or the policy it is under at or after an instant. */
export async function hasChangedTerms(
  db: Db,
  input: { readonly actorId: string; readonly contractId: string; readonly since: Instant },
): Promise<boolean> {
  const { actorId, contractId, since } = input;
  const versions = db
    .selectFrom('slaPolicy')
    .select('id')
    .where('key', 'in', (eb) =>
      eb
        .selectFrom('contract')
        .innerJoin('slaPolicy as own', 'own.id', 'contract.policyId')
        .select('own.key')
        .where('contract.id', '=', contractId),
    );
  const change = await db
    .selectFrom('auditEntry')
    .select('id')
    .where('actorId', '=', actorId)
    .where('at', '>=', since)
    .where((eb) =>
      eb.or([
        eb.and([eb('subjectKind', '=', 'contract'), eb('subjectId', '=', contractId)]),
        eb.and([eb('subjectKind', '=', 'sla-policy'), eb('subjectId', 'in', versions)]),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  return change !== undefined;
}
