import type { SlaPolicy } from '#domain/sla/policy';
import { dayStart } from '#domain/time';
import { parsePolicyFile } from '#lib/sla-policy-file';
import { bumpCounter } from './bump-counter.ts';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { noteContractChange } from './note-evidence-change.ts';
import { writeAudit } from './write-audit.ts';

export interface NewPolicyVersion {
  /** The stored version it was made from. */
  readonly basedOn: string;
  /** A key of its own makes a new policy, the key of that version a new version of it; its version number is given here. */
  readonly policy: Omit<SlaPolicy, 'version'>;
  readonly reason: string;
}

export interface SavedPolicyVersion {
  readonly versionId: string;
  readonly version: number;
}

/** Stores a version of a policy that never changes again; contracts that stay at theirs do not notice. */
export async function savePolicyVersion(ctx: CommandContext, input: NewPolicyVersion): Promise<SavedPolicyVersion> {
  requireOperator(ctx, 'money');
  if (input.reason.trim() === '') throw new DomainError('invalid', 'Say why there is a new version.', 'reason');
  if (input.reason.length > 1_000)
    throw new DomainError('invalid', 'Please keep the reason under 1,000 characters.', 'reason');
  return inTransaction(ctx, async (tx) => {
    await bumpCounter(tx, `policy:${input.policy.id}`);
    const version = (await newestBefore(tx, input)) + 1;
    const policy = checkedPolicy({ ...input.policy, version });
    const versionId = tx.newId();
    await tx.db
      .insertInto('slaPolicy')
      .values({
        id: versionId,
        key: policy.id,
        version,
        effectiveFrom: policy.effectiveFrom,
        name: policy.name,
        terms: JSON.stringify(policy.terms),
        createdAt: tx.now(),
        authorName: tx.actor.name,
        reason: input.reason.trim(),
        basedOn: input.basedOn,
      })
      .execute();
    await noteFollowers(tx, policy);
    await writeAudit(tx, {
      action: 'save-policy-version',
      subjectKind: 'sla-policy',
      subjectId: versionId,
      detail: {
        key: policy.id,
        version,
        effectiveFrom: policy.effectiveFrom,
        basedOn: input.basedOn,
        reason: input.reason.trim(),
      },
    });
    return { versionId, version };
  });
}

/** The number of the newest version there is of this policy; zero for a new policy. */
async function newestBefore(ctx: CommandContext, { basedOn, policy }: NewPolicyVersion): Promise<number> {
  const base = await ctx.db.selectFrom('slaPolicy').select(['id', 'key']).where('id', '=', basedOn).executeTakeFirst();
  if (!base) throw new DomainError('not-found', 'There is no such version of a policy.');
  const newest = await ctx.db
    .selectFrom('slaPolicy')
    .select(['version', 'effectiveFrom'])
    .where('key', '=', policy.id)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!newest) return 0;
  if (base.key !== policy.id) throw new DomainError('conflict', `There is a policy “${policy.id}” already.`, 'key');
  if (policy.effectiveFrom < newest.effectiveFrom) {
    const sentence = `Version ${newest.version} holds from ${newest.effectiveFrom}: a later version cannot hold from an earlier day.`;
    throw new DomainError('invalid', sentence, 'effectiveFrom');
  }
  return newest.version;
}

function checkedPolicy({ terms, ...head }: SlaPolicy): SlaPolicy {
  try {
    return parsePolicyFile(JSON.stringify({ ...head, ...terms }), 'The new version');
  } catch (error) {
    throw new DomainError('invalid', error instanceof Error ? error.message : 'The terms cannot be used.', 'terms');
  }
}

/** Windows of contracts that follow new versions are looked at again from the day the new one holds. */
async function noteFollowers(ctx: CommandContext, { id: key, effectiveFrom, terms }: SlaPolicy): Promise<void> {
  const followers = await ctx.db
    .selectFrom('contract')
    .innerJoin('slaPolicy', 'slaPolicy.id', 'contract.policyId')
    .select(['contract.id', 'contract.zone'])
    .where('slaPolicy.key', '=', key)
    .where('contract.policyChoice', '=', 'follows')
    .orderBy('contract.id')
    .execute();
  for (const { id: contractId, zone } of followers) {
    const startedAt = dayStart(effectiveFrom, zone ?? terms.window.zone);
    await noteContractChange(ctx, { contractId, startedAt, change: 'terms' });
  }
}
