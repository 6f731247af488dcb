import { assessedServices } from '#domain/credits/many/assessment-lines';
import type { AssessedBody } from './assess-closed.ts';
import type { CommandContext } from './context.ts';

/** Writes the results of an assessment service by service beside its body, for lists to read. */
export async function writeAssessmentLines(ctx: CommandContext, { id, window }: AssessedBody): Promise<void> {
  const lines = assessedServices(window);
  if (lines.length === 0) return;
  await ctx.db
    .insertInto('assessmentLine')
    .values(lines.map((line) => ({ bodyId: id, ...line })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
