import type { ContractWindow } from '#domain/credits/assess-contract';
import type { AssessmentCause } from '#domain/credits/assessment-cause';
import type { ArithmeticInput } from '#domain/credits/closed-window';
import type { Instant } from '#domain/time';
import type { Db } from '../connect.ts';

/** One frozen assessment of a closed window. */
export interface FrozenAssessment {
  readonly id: string;
  readonly contractId: string;
  readonly windowStart: Instant;
  readonly windowEnd: Instant;
  readonly revision: number;
  readonly frozenAt: Instant;
  /** Since when a later revision stands in its place; null for the current one. */
  readonly supersededAt: Instant | null;
  readonly cause: AssessmentCause;
  readonly evidenceHash: string;
  /** The hash as it was frozen, where names were removed from the evidence since. */
  readonly evidenceHashBefore: string | null;
  readonly namesBlankedAt: Instant | null;
  /** When it was last assessed again with the same result, and why. */
  readonly confirmedAt: Instant | null;
  readonly confirmedCause: AssessmentCause | null;
}

export interface FrozenResult extends FrozenAssessment {
  readonly window: ContractWindow;
}

export interface FrozenWindow extends FrozenResult {
  readonly input: ArithmeticInput;
}

/** The current assessments of some windows of a contract, by the start of the window. */
export async function listCurrentResults(
  db: Db,
  contractId: string,
  windowStarts: readonly Instant[],
): Promise<Map<Instant, FrozenResult>> {
  if (windowStarts.length === 0) return new Map();
  const rows = await selectFrozen(db)
    .innerJoin('assessmentBody as body', 'body.id', 'assessment.bodyId')
    .select('body.result')
    .where('assessment.contractId', '=', contractId)
    .where('assessment.windowStart', 'in', [...windowStarts])
    .where('assessment.supersededAt', 'is', null)
    .execute();
  return new Map(rows.map(({ result, ...row }) => [row.windowStart, { ...toFrozen(row), window: JSON.parse(result) }]));
}

/** An assessment of a window with all that it rests on; the current one unless a revision is named. */
export async function findFrozenAssessment(
  db: Db,
  at: { readonly contractId: string; readonly windowStart: Instant; readonly revision?: number | undefined },
): Promise<FrozenWindow | undefined> {
  const query = selectFrozen(db)
    .innerJoin('assessmentBody as body', 'body.id', 'assessment.bodyId')
    .select(['body.evidence', 'body.result'])
    .where('assessment.contractId', '=', at.contractId)
    .where('assessment.windowStart', '=', at.windowStart);
  const row = await (at.revision === undefined
    ? query.where('assessment.supersededAt', 'is', null)
    : query.where('assessment.revision', '=', at.revision)
  ).executeTakeFirst();
  if (!row) return undefined;
  const { evidence, result, ...rest } = row;
  return { ...toFrozen(rest), input: JSON.parse(evidence), window: JSON.parse(result) };
}

/** Every assessment of a window there has been, newest first. */
export async function listRevisions(db: Db, contractId: string, windowStart: Instant): Promise<FrozenResult[]> {
  const rows = await selectFrozen(db)
    .innerJoin('assessmentBody as body', 'body.id', 'assessment.bodyId')
    .select('body.result')
    .where('assessment.contractId', '=', contractId)
    .where('assessment.windowStart', '=', windowStart)
    .orderBy('assessment.revision', 'desc')
    .execute();
  return rows.map(({ result, ...row }) => ({ ...toFrozen(row), window: JSON.parse(result) }));
}

/** Current assessments of these contracts whose windows touch a span, in the order of contract and time. */
export async function listCurrentIn(
  db: Db,
  contractIds: readonly string[],
  span: { readonly startedAt: Instant; readonly endedAt: Instant | null },
): Promise<(FrozenAssessment & { readonly bodyId: string | null })[]> {
  if (contractIds.length === 0) return [];
  let query = selectFrozen(db)
    .select('assessment.bodyId')
    .where('assessment.contractId', 'in', [...contractIds])
    .where('assessment.supersededAt', 'is', null)
    .where('assessment.windowEnd', '>', span.startedAt)
    .orderBy('assessment.contractId')
    .orderBy('assessment.windowStart');
  if (span.endedAt !== null) query = query.where('assessment.windowStart', '<', span.endedAt);
  return (await query.execute()).map(({ bodyId, ...row }) => ({ ...toFrozen(row), bodyId }));
}

/** The result that is kept under an id. */
export async function getBodyResult(db: Db, bodyId: string): Promise<ContractWindow> {
  const row = await db.selectFrom('assessmentBody').select('result').where('id', '=', bodyId).executeTakeFirstOrThrow();
  return JSON.parse(row.result);
}

function selectFrozen(db: Db) {
  return db
    .selectFrom('slaAssessment as assessment')
    .select([
      'assessment.id',
      'assessment.contractId',
      'assessment.windowStart',
      'assessment.windowEnd',
      'assessment.revision',
      'assessment.frozenAt',
      'assessment.supersededAt',
      'assessment.cause',
      'assessment.evidenceHash',
      'assessment.evidenceHashBefore',
      'assessment.namesBlankedAt',
      'assessment.confirmedAt',
      'assessment.confirmedCause',
    ])
    .where('assessment.revision', 'is not', null);
}

type FrozenRow = Awaited<ReturnType<ReturnType<typeof selectFrozen>['execute']>>[number];

function toFrozen({ revision, frozenAt, cause, evidenceHash, confirmedCause, ...row }: FrozenRow): FrozenAssessment {
  return {
    ...row,
    revision: revision ?? 0,
    frozenAt: frozenAt ?? 0,
    cause: JSON.parse(cause ?? '{"kind":"window-closed"}'),
    evidenceHash: evidenceHash ?? '',
    confirmedCause: confirmedCause === null ? null : JSON.parse(confirmedCause),
  };
}
