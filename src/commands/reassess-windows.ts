import type { Selectable } from 'kysely';
import { type FrozenAssessment, getBodyResult, listCurrentIn } from '#db/queries/assessments';
import type { BatchContract } from '#db/queries/batch-evidence';
import type { EvidenceChangeTable } from '#db/schema/assessments';
import type { ContractWindow } from '#domain/credits/assess-contract';
import { type AssessmentCause, isCausedBy, togetherCause } from '#domain/credits/assessment-cause';
import { sayTheSame } from '#domain/credits/compare-revisions';
import { windowStarting } from '#domain/credits/next-window';
import type { AssessedBody } from './assess-closed.ts';
import { type CommandContext, inTransaction } from './context.ts';
import type { FreezeBatch } from './freeze-windows.ts';
import { keepChange } from './keep-change.ts';
import { confirmAssessments, supersedeAssessment } from './supersede-assessment.ts';
import { keepLease } from './work-lease.ts';

type Change = Selectable<EvidenceChangeTable>;

/** More than that is told as one long list anyway. */
const MOST_WAITING = 200;

/** Assesses again a batch of the frozen windows that the oldest noted change touches; false when no change is due. */
export async function reassessWindows(ctx: CommandContext, batch: FreezeBatch): Promise<boolean> {
  const change = await ctx.db
    .selectFrom('evidenceChange')
    .selectAll()
    .where('dueAt', '<=', ctx.now())
    .orderBy('at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  if (!change) return false;
  const waiting = await listWaiting(ctx, change);
  const ids = await listTouchedContracts(ctx, change, batch.limit);
  const { same, changed, failed } = await assessAgain(ctx, batch, { ids, change });
  const cause: AssessmentCause = JSON.parse(change.cause);
  await inTransaction(ctx, async (tx) => {
    await keepLease(tx, batch.lease);
    // What an earlier change brought in with it is no news.
    const news = same.filter((frozen) => !isCausedBy(frozen.cause, cause));
    await confirmAssessments(tx, news, cause);
    for (const one of changed) {
      const others = waiting.filter((other) => touches(other, one)).map((other) => JSON.parse(other.cause));
      await supersedeAssessment(tx, { ...one, cause: togetherCause([cause, ...others]) });
    }
    await keepChange(tx, { change, contracts: failed });
    await moveOn(tx, change, ids.length < batch.limit ? undefined : ids.at(-1));
  });
  return true;
}

/** Changes that wait behind one: what they changed is in the arithmetic already. */
function listWaiting(ctx: CommandContext, { id }: Change): Promise<Change[]> {
  return ctx.db
    .selectFrom('evidenceChange')
    .selectAll()
    .where('id', '<>', id)
    .orderBy('at')
    .orderBy('id')
    .limit(MOST_WAITING)
    .execute();
}

function touches(change: Change, { frozen, contract, body }: ChangedAssessment): boolean {
  const isOfContract =
    change.contractId === contract.id || (change.serviceId !== null && contract.serviceIds.includes(change.serviceId));
  // Behind this contract it has been already.
  if (!isOfContract || (change.atContract !== null && contract.id <= change.atContract)) return false;
  const { endedAt } = body.window.assessment.window;
  return change.startedAt < endedAt && (change.endedAt === null || change.endedAt > frozen.windowStart);
}

interface AssessedAgain {
  readonly same: readonly FrozenAssessment[];
  readonly changed: readonly ChangedAssessment[];
  /** Could not be worked out for one of their windows at least. */
  readonly failed: readonly BatchContract[];
}

async function assessAgain(
  ctx: CommandContext,
  batch: FreezeBatch,
  { ids, change }: { readonly ids: readonly string[]; readonly change: Change },
): Promise<AssessedAgain> {
  const results = new Map<string, ContractWindow>();
  const same: FrozenAssessment[] = [];
  const changed: ChangedAssessment[] = [];
  const failed = new Set<BatchContract>();
  const contracts = new Map((await batch.reader.contracts(ids)).map((contract) => [contract.id, contract]));
  for (const { bodyId, ...frozen } of await listCurrentIn(ctx.db, ids, change)) {
    const contract = contracts.get(frozen.contractId);
    if (!contract || bodyId === null) continue;
    const before = results.get(bodyId) ?? (await getBodyResult(ctx.db, bodyId));
    results.set(bodyId, before);
    const body = await assessAnew(batch, contract, { ...frozen, names: namesIn(before) });
    if (body === 'failed') failed.add(contract);
    if (body === 'failed' || body === 'no-window') continue;
    if (sayTheSame(before, body.window)) same.push(frozen);
    else changed.push({ frozen, contract, before, body });
  }
  return { same, changed, failed: [...failed] };
}

async function assessAnew(
  { assessor, onFailure }: FreezeBatch,
  contract: BatchContract,
  { windowStart, names }: FrozenAssessment & { readonly names: ReadonlyMap<string, string> },
): Promise<AssessedBody | 'failed' | 'no-window'> {
  try {
    const named = windowStarting(contract.policy.terms.window, windowStart, contract.zone);
    return named ? await assessor.assess(contract, named, names) : 'no-window';
  } catch (error) {
    onFailure(contract.id, error);
    return 'failed';
  }
}

/** A service that is renamed keeps, for a closed window, the name under which its contract knew it then. */
function namesIn({ lines }: ContractWindow): ReadonlyMap<string, string> {
  return new Map(lines.flatMap(({ serviceId, line: { service } }) => (service === null ? [] : [[serviceId, service]])));
}

export interface ChangedAssessment {
  readonly frozen: FrozenAssessment;
  readonly contract: BatchContract;
  readonly before: ContractWindow;
  readonly body: AssessedBody;
}

/** Contracts with frozen windows that the change may touch, from where the last batch ended. */
async function listTouchedContracts(ctx: CommandContext, change: Change, limit: number): Promise<string[]> {
  const { startedAt, endedAt, serviceId, contractId, atContract } = change;
  let query = ctx.db
    .selectFrom('slaAssessment as assessment')
    .select('assessment.contractId')
    .where('assessment.revision', 'is not', null)
    .where('assessment.supersededAt', 'is', null)
    .where('assessment.windowEnd', '>', startedAt)
    .groupBy('assessment.contractId')
    .orderBy('assessment.contractId')
    .limit(limit);
  if (endedAt !== null) query = query.where('assessment.windowStart', '<', endedAt);
  if (contractId !== null) query = query.where('assessment.contractId', '=', contractId);
  if (atContract !== null) query = query.where('assessment.contractId', '>', atContract);
  if (serviceId !== null) {
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom('contractService')
          .select('contractService.serviceId')
          .whereRef('contractService.contractId', '=', 'assessment.contractId')
          .where('contractService.serviceId', '=', serviceId),
      ),
    );
  }
  return (await query.execute()).map((row) => row.contractId);
}

async function moveOn(ctx: CommandContext, { id }: Change, atContract: string | undefined): Promise<void> {
  if (atContract === undefined) await ctx.db.deleteFrom('evidenceChange').where('id', '=', id).execute();
  else await ctx.db.updateTable('evidenceChange').set({ atContract }).where('id', '=', id).execute();
}
