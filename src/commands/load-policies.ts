import type { SlaPolicy } from '#domain/sla/policy';
import { type CommandContext, inTransaction } from './context.ts';
import { writeAudit } from './write-audit.ts';

export interface LoadPoliciesResult {
  readonly created: readonly string[];
  readonly unchanged: readonly string[];
  /** Stored under the same id and version with other terms: kept as stored, because contracts rest on them. */
  readonly conflicting: readonly string[];
}

/** Stores policy versions that are not there yet; a stored version never changes. */
export function loadPolicies(
  ctx: CommandContext,
  input: { readonly policies: readonly SlaPolicy[] },
): Promise<LoadPoliciesResult> {
  return inTransaction(ctx, async (inner) => {
    const result = { created: [] as string[], unchanged: [] as string[], conflicting: [] as string[] };
    for (const policy of input.policies) {
      result[await loadPolicy(inner, policy)].push(`${policy.id} version ${policy.version}`);
    }
    return result;
  });
}

async function loadPolicy(ctx: CommandContext, policy: SlaPolicy): Promise<keyof LoadPoliciesResult> {
  const row = {
    id: ctx.newId(),
    key: policy.id,
    version: policy.version,
    effectiveFrom: policy.effectiveFrom,
    name: policy.name,
    terms: JSON.stringify(policy.terms),
    createdAt: ctx.now(),
  };
  const inserted = await ctx.db
    .insertInto('slaPolicy')
    .values(row)
    .onConflict((conflict) => conflict.columns(['key', 'version']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted) {
    await writeAudit(ctx, {
      action: 'load-policy',
      subjectKind: 'sla-policy',
      subjectId: row.id,
      detail: { key: row.key, version: row.version },
    });
    return 'created';
  }
  const stored = await ctx.db
    .selectFrom('slaPolicy')
    .select(['name', 'effectiveFrom', 'terms'])
    .where('key', '=', row.key)
    .where('version', '=', row.version)
    .executeTakeFirstOrThrow();
  const isSame = stored.name === row.name && stored.effectiveFrom === row.effectiveFrom && stored.terms === row.terms;
  return isSame ? 'unchanged' : 'conflicting';
}
