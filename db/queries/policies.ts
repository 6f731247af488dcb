import type { Selectable } from 'kysely';
import { type FollowedPolicy, versionsToFollow, withBillingDay, withFirstDay } from '#domain/credits/policy-in-force';
import type { SlaPolicy } from '#domain/sla/policy';
import type { Instant } from '#domain/time';
import type { PolicyChoice } from '#domain/words';
import type { Db } from '../connect.ts';
import type { SlaPolicyTable } from '../schema/contracts.ts';

/** A stored version of a policy: `versionId` is what a contract refers to. */
export interface PolicyVersion extends SlaPolicy {
  readonly versionId: string;
}

/** Every stored version, by name, the newest version first. */
export async function listPolicyVersions(db: Db): Promise<PolicyVersion[]> {
  const rows = await db.selectFrom('slaPolicy').selectAll().orderBy('name').orderBy('version', 'desc').execute();
  return rows.map(({ id, key, version, name, effectiveFrom, terms }) => ({
    versionId: id,
    id: key,
    version,
    name,
    effectiveFrom,
    terms: JSON.parse(terms),
  }));
}

interface OwnTerms {
  readonly policyId: string;
  readonly policyChoice: PolicyChoice;
  readonly billingDay: number | null;
}

/** The terms of a contract: its version, and the later ones it follows, in windows of its own. */
export async function getFollowedPolicy(
  db: Db,
  contract: OwnTerms & { readonly startsAt: Instant; readonly zone: string | null },
): Promise<FollowedPolicy> {
  return withFirstDay(await getSharedPolicy(db, contract), contract);
}

/** The same as all contracts of these terms share it. */
export async function getSharedPolicy(db: Db, contract: OwnTerms): Promise<FollowedPolicy> {
  const own = await getPolicyVersion(db, contract.policyId);
  const rows =
    contract.policyChoice === 'stays'
      ? []
      : await db.selectFrom('slaPolicy').selectAll().where('key', '=', own.id).execute();
  const followed = versionsToFollow(own, rows.map(policyOf));
  const withDay = (policy: SlaPolicy): SlaPolicy => withBillingDay(policy, contract.billingDay);
  return { policy: withDay(own), followed: followed.map(withDay) };
}

/** One stored version of a policy. */
export async function getPolicyVersion(db: Db, id: string): Promise<SlaPolicy> {
  return policyOf(await db.selectFrom('slaPolicy').selectAll().where('id', '=', id).executeTakeFirstOrThrow());
}

function policyOf({ key, version, name, effectiveFrom, terms }: Selectable<SlaPolicyTable>): SlaPolicy {
  return { id: key, version, name, effectiveFrom, terms: JSON.parse(terms) };
}

/** A stored version with who wrote it and how many contracts were made under it. */
export interface PolicyRecord extends PolicyVersion {
  readonly createdAt: number;
  readonly authorName: string | null;
  readonly reason: string | null;
  readonly contractCount: number;
}

/** Every version of every policy, or of one: by name, the newest version first. */
export async function listPolicyRecords(db: Db, key?: string): Promise<PolicyRecord[]> {
  const rows = await db
    .selectFrom('slaPolicy')
    .selectAll()
    .$if(key !== undefined, (query) => query.where('key', '=', key ?? ''))
    .orderBy('name')
    .orderBy('key')
    .orderBy('version', 'desc')
    .execute();
  const counts = await db
    .selectFrom('contract')
    .select(({ fn }) => ['policyId', fn.countAll<number>().as('count')])
    .groupBy('policyId')
    .execute();
  const used = new Map(counts.map(({ policyId, count }) => [policyId, Number(count)]));
  return rows.map((row) => {
    const { id, createdAt, authorName, reason } = row;
    return { ...policyOf(row), versionId: id, createdAt, authorName, reason, contractCount: used.get(id) ?? 0 };
  });
}
