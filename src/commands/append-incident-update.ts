import type { IncidentStage, Language } from '#domain/words';
import { type CommandContext, DomainError } from './context.ts';

export interface NewIncidentUpdate {
  readonly incidentId: string;
  readonly stage: IncidentStage;
  /** Markdown. */
  readonly body: string;
  readonly lang: Language;
  /** The same for a form that is sent twice. */
  readonly submissionKey: string;
}

const LONGEST_BODY = 20_000;

/** Appends what an operator writes; false when the same form has come in before. */
export async function appendIncidentUpdate(ctx: CommandContext, input: NewIncidentUpdate): Promise<boolean> {
  const body = input.body.trim();
  if (body === '') throw new DomainError('invalid', 'Write what readers should know.', 'body');
  if (body.length > LONGEST_BODY) throw new DomainError('invalid', 'An update has at most 20,000 characters.', 'body');
  const now = ctx.now();
  const { incidentId, stage, lang, submissionKey } = input;
  const added = await ctx.db
    .insertInto('incidentUpdate')
    .values({
      ...{ id: ctx.newId(), incidentId, stage, body, lang, at: now, createdAt: now },
      author: ctx.actor.name,
      externalId: `form:${submissionKey}`,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return added !== undefined;
}
