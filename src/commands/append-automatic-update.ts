import type { AutomaticText } from '#domain/watching/automatic-text';
import type { IncidentStage } from '#domain/words';
import type { CommandContext } from './context.ts';

export interface AutomaticUpdateInput {
  readonly incidentId: string;
  readonly stage: IncidentStage;
  readonly automatic: AutomaticText;
}

/** Appends what the product itself has to say to an incident; nobody wrote it, so it has no author and no body. */
export async function appendAutomaticUpdate(ctx: CommandContext, input: AutomaticUpdateInput): Promise<void> {
  const now = ctx.now();
  await ctx.db
    .insertInto('incidentUpdate')
    .values({
      id: ctx.newId(),
      incidentId: input.incidentId,
      at: now,
      stage: input.stage,
      body: '',
      automatic: JSON.stringify(input.automatic),
      lang: 'en',
      createdAt: now,
    })
    .execute();
}
