import { findOutage } from '#db/queries/outages';
import { findService, type Service } from '#db/queries/services';
import { OPERATORS } from '#domain/audience';
import { problemOfPhases } from '#domain/incidents/stated-phases';
import type { OutageState, Surface } from '#domain/words';
import { addOutageToIncident } from './add-outage-to-incident.ts';
import { announceOutages } from './announce-outages.ts';
import { appendOutageRevision } from './append-outage-revision.ts';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { joinOutageToIncident } from './join-outage-to-incident.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';
import { requireReason } from './lock-stated-outage.ts';
import { writeAudit } from './write-audit.ts';
import { writeOutagePhases } from './write-outage-phases.ts';

export interface DeclareOutageInput {
  readonly serviceId: string;
  readonly startedAt: number;
  /** Null while it goes on. */
  readonly endedAt: number | null;
  readonly state: OutageState;
  readonly surfaces: readonly Surface[];
  readonly locations: readonly { readonly id: string; readonly title: string }[];
  /** Share of users affected in parts per million, where known. */
  readonly sharePpm: number | null;
  /** How we know, e.g. from which tickets. */
  readonly reason: string;
  /** For an incident that this opens; without one it is worded from the services. */
  readonly title?: string;
  /** The incident it belongs to; found or opened when absent. */
  readonly incidentId?: string;
}

export interface DeclaredOutage {
  readonly outageId: string;
  readonly incidentId: string;
}

/** Records an outage that a person knows of: seen, reported by a customer, or confirmed from tickets. */
export function declareOutage(ctx: CommandContext, input: DeclareOutageInput): Promise<DeclaredOutage> {
  return inTransaction(ctx, async (ctx) => {
    requireOperator(ctx, 'incidents');
    await lockOutageChanges(ctx);
    const reason = requireReason(input.reason);
    const service = await findService(ctx.db, OPERATORS, input.serviceId);
    if (!service || service.archivedAt !== null)
      throw new DomainError('invalid', 'Choose a service in use.', 'serviceId');
    const problem = problemOfPhases([input], ctx.now());
    if (problem) throw new DomainError('invalid', problem, 'startedAt');
    const outageId = await insertOutage(ctx, input, reason);
    const incidentId = await join(ctx, input, { outageId, service });
    if (input.endedAt === null) await announceOutages(ctx, { outageIds: [outageId], kind: 'outage.started' });
    await writeAudit(ctx, {
      action: 'declare-outage',
      subjectKind: 'outage',
      subjectId: outageId,
      detail: { service: service.slug, startedAt: input.startedAt, endedAt: input.endedAt, state: input.state, reason },
    });
    return { outageId, incidentId };
  });
}

async function insertOutage(ctx: CommandContext, input: DeclareOutageInput, reason: string): Promise<string> {
  const id = ctx.newId();
  const now = ctx.now();
  const { serviceId, startedAt, endedAt, state } = input;
  await ctx.db
    .insertInto('outage')
    .values({
      id,
      serviceId,
      source: 'declared',
      startedAt,
      endedAt,
      state,
      revision: 0,
      createdAt: now,
      updatedAt: now,
    })
    .execute();
  await writeOutagePhases(ctx, { outageId: id, phases: [input] });
  await appendOutageRevision(ctx, { outageId: id, reason });
  return id;
}

async function join(
  ctx: CommandContext,
  input: DeclareOutageInput,
  { outageId, service }: { readonly outageId: string; readonly service: Service },
): Promise<string> {
  if (input.incidentId !== undefined) return joinGiven(ctx, input.incidentId, { outageId, service });
  const { incidentId } = await joinOutageToIncident(ctx, { outageId, title: input.title?.trim() ?? '' });
  return incidentId;
}

async function joinGiven(
  ctx: CommandContext,
  incidentId: string,
  { outageId, service }: { readonly outageId: string; readonly service: Service },
): Promise<string> {
  const incident = await ctx.db.selectFrom('incident').select('id').where('id', '=', incidentId).executeTakeFirst();
  const outage = await findOutage(ctx.db, outageId);
  if (!incident || !outage) throw new DomainError('not-found', 'There is no such incident.');
  await addOutageToIncident(ctx, { incidentId, outage, service, causeId: null });
  return incidentId;
}
