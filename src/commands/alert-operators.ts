import { findOutageAlertFacts } from '#db/queries/outage-alerts';
import type { CommandContext } from './context.ts';
import { queueOperatorLetter } from './queue-letter.ts';

export interface OutageAlertInput {
  readonly outageId: string;
  readonly kind: 'outage-started' | 'outage-ended';
}

/** Mails the operators who look after incidents that a service went down or is back; part of the transaction of the change. */
export async function alertOutage(ctx: CommandContext, input: OutageAlertInput): Promise<void> {
  const outage = await findOutageAlertFacts(ctx.db, input.outageId);
  if (!outage) return;
  const { serviceNames, state, startedAt, endedAt, cause, incidentId } = outage;
  const common = {
    path: incidentId ? `/console/incidents/${incidentId}` : '/console/incidents',
    thread: `outage-${input.outageId}`,
    serviceNames,
    startedAt,
  };
  await queueOperatorLetter(ctx, {
    role: 'incidents',
    letter:
      input.kind === 'outage-started'
        ? { kind: 'outage-started', ...common, state, cause }
        : { kind: 'outage-ended', ...common, endedAt: endedAt ?? ctx.now() },
  });
}

/** Mails the operators that this installation is cut off, or was. */
export async function alertConnection(
  ctx: CommandContext,
  input: { readonly since: number; readonly until: number | null },
): Promise<void> {
  const path = '/console';
  await queueOperatorLetter(ctx, {
    role: 'incidents',
    letter:
      input.until === null
        ? { kind: 'connection-lost', path, since: input.since }
        : { kind: 'connection-back', path, since: input.since, until: input.until },
  });
}
