import { type CommandContext, DomainError } from './context.ts';

export interface JoinedIncident {
  readonly incidentId: string;
  readonly opened: boolean;
}

/** Puts an outage into the incident of the same event, or opens one as its service says. */
export async function joinOutageToIncident(
  ctx: CommandContext,
  input: { readonly outageId: string },
): Promise<JoinedIncident> {
  throw new DomainError('not-found', `${ctx.actor.name}: ${input.outageId}`);
}
