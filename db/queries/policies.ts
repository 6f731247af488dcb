import type { SlaPolicy } from '#domain/sla/policy';
import type { Db } from '../connect.ts';

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
