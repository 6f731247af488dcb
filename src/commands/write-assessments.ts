import type { AssessmentCause } from '#domain/credits/assessment-cause';
import type { AssessedWindow } from '#domain/sla/assessment';
import type { AssessedBody } from './assess-closed.ts';
import type { CommandContext } from './context.ts';
import { planAutomaticCredits } from './plan-automatic-credits.ts';
import { writeAssessmentLines } from './write-assessment-lines.ts';

export interface NewAssessment {
  readonly contractId: string;
  readonly policyId: string;
  readonly window: AssessedWindow;
  readonly revision: number;
  readonly cause: AssessmentCause;
  readonly body: AssessedBody;
}

/** A statement takes a bounded number of parameters. */
const ROWS_PER_STATEMENT = 500;

/** Writes frozen assessments and the bodies they share; a window that has a current one keeps it. Returns the ids of those written. */
export async function writeAssessments(
  ctx: CommandContext,
  assessments: readonly NewAssessment[],
): Promise<ReadonlyMap<NewAssessment, string>> {
  await writeBodies(ctx, new Map(assessments.map(({ body }) => [body.id, body])));
  const now = ctx.now();
  const ids = new Map(assessments.map((assessment) => [ctx.newId(), assessment]));
  const rows = [...ids].map(([id, { contractId, policyId, window, revision, cause, body }]) => ({
    id,
    contractId,
    policyId,
    windowStart: window.startedAt,
    windowEnd: window.endedAt,
    computedAt: now,
    frozenAt: now,
    // What it rests on stands in its body.
    evidence: '',
    result: '',
    revision,
    bodyId: body.id,
    evidenceHash: body.evidenceHash,
    cause: JSON.stringify(cause),
  }));
  const written = new Map<NewAssessment, string>();
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) {
    const inserted = await ctx.db
      .insertInto('slaAssessment')
      .values(rows.slice(from, from + ROWS_PER_STATEMENT))
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .execute();
    for (const { id } of inserted) {
      const assessment = ids.get(id);
      if (assessment) written.set(assessment, id);
    }
  }
  await planAutomaticCredits(ctx, [...written.keys()]);
  return written;
}

async function writeBodies(ctx: CommandContext, bodies: ReadonlyMap<string, AssessedBody>): Promise<void> {
  for (const body of bodies.values()) {
    const { id, evidence, result } = body;
    await ctx.db
      .insertInto('assessmentBody')
      .values({ id, evidence, result, createdAt: ctx.now() })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await writeAssessmentLines(ctx, body);
  }
}
