import type { FrozenAssessment } from '#db/queries/assessments';
import type { AssessmentCause } from '#domain/credits/assessment-cause';
import { compareRevisions } from '#domain/credits/compare-revisions';
import type { CommandContext } from './context.ts';
import { proposeCorrections } from './propose-corrections.ts';
import type { ChangedAssessment } from './reassess-windows.ts';
import { writeAssessments } from './write-assessments.ts';
import { writeAudit } from './write-audit.ts';

/** Puts a new revision in place of the current one, which stays readable; what was granted on the old one becomes a proposal. */
export async function supersedeAssessment(
  ctx: CommandContext,
  input: ChangedAssessment & { readonly cause: AssessmentCause },
): Promise<void> {
  const { frozen, contract, before, body, cause } = input;
  const { contractId, revision, windowStart } = frozen;
  await ctx.db
    .updateTable('slaAssessment')
    .set({ supersededAt: ctx.now() })
    .where('id', '=', frozen.id)
    .where('supersededAt', 'is', null)
    .execute();
  const { window } = body.window.assessment;
  const next = { contractId, policyId: contract.policyId, window, revision: revision + 1, cause, body };
  const assessmentId = (await writeAssessments(ctx, [next])).get(next);
  if (assessmentId === undefined) throw new Error(`Window ${windowStart} of ${contractId} was assessed twice at once.`);
  await writeAudit(ctx, {
    action: 'reassess-window',
    subjectKind: 'sla-assessment',
    subjectId: assessmentId,
    organizationId: contract.organizationId,
    detail: {
      contractId,
      month: body.window.month,
      revision: revision + 1,
      cause,
      changes: compareRevisions(before, body.window),
    },
  });
  await proposeCorrections(ctx, { assessmentId, contract, before, after: body.window });
}

/** Notes of windows that were assessed again that nothing changed. */
export async function confirmAssessments(
  ctx: CommandContext,
  frozen: readonly FrozenAssessment[],
  cause: AssessmentCause,
): Promise<void> {
  if (frozen.length === 0) return;
  await ctx.db
    .updateTable('slaAssessment')
    .set({ confirmedAt: ctx.now(), confirmedCause: JSON.stringify(cause) })
    .where(
      'id',
      'in',
      frozen.map(({ id }) => id),
    )
    .execute();
}
