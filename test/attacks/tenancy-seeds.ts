import { randomUUIDv7 } from 'node:crypto';
import { attachToClaim } from '#commands/attach-to-claim';
import type { CommandContext } from '#commands/context';
import { openTicket } from '#commands/open-ticket';
import { prepareBulkDecision } from '#commands/prepare-bulk-decision';
import { requestCredit } from '#commands/request-credit';
import { requestReport } from '#commands/request-report';
import type { Db } from '#db/connect';
import type { Actor } from '#domain/actor';
import { keyOfAffected } from '#domain/credits/many/affected';
import { DAY_MS, HOUR_MS } from '#domain/time';
import { addCreditScene } from '#test/support/credit-scene';
import { treasurer } from '#test/support/credits';
import { addMaintenance } from '#test/support/maintenance';
import { addAskStep } from '#test/support/many-scene';
import { addOperator } from '#test/support/people-rows';
import { addCheck, addService } from '#test/support/rows';
import { ticketForm } from '#test/support/tickets';

interface Tenant {
  readonly organizationId: string;
  readonly userId: string;
}

/** What stands for the parameters of a route, by the route or by the name of the parameter. */
type Ids = Readonly<Record<string, string>>;

/** Ids of two organisations, and of what operators look at. */
export interface PathSeeds {
  readonly own: Ids;
  readonly foreign: Ids;
  readonly desk: Ids;
}

const NEVER = '0199aaaa-0000-7000-8000-000000000000';

/** Fills two organisations alike: contracts in both directions, a claim under each, a ticket, a report that was asked for. */
export async function seedPaths(db: Db, tenants: { readonly own: Tenant; readonly other: Tenant }): Promise<PathSeeds> {
  const own = await seedTenant(db, tenants.own);
  const foreign = await seedTenant(db, tenants.other);
  return { own, foreign, desk: await seedDesk(db, { ...own, ...tenants.own }) };
}

async function seedTenant(db: Db, { organizationId, userId }: Tenant): Promise<Ids> {
  const actor: Actor = { kind: 'member', id: userId, name: 'Ada', role: 'admin', organizationId };
  const ctx = contextOf(db, actor);
  const owed = await addCreditScene(db, organizationId);
  const owing = await addCreditScene(db, organizationId, { direction: 'owed-to-us' });
  const claim = { month: owed.month, note: 'Please.', ticketNo: null, lang: 'en' } as const;
  const services = (ids: readonly string[]) => ids.slice(0, 1);
  const asked = await requestCredit(ctx, {
    ...{ ...claim, contractId: owed.contractId, serviceIds: services(owed.serviceIds) },
  });
  const askedOfProvider = await requestCredit(ctx, {
    ...{ ...claim, contractId: owing.contractId, serviceIds: services(owing.serviceIds) },
  });
  const outage = await db
    .selectFrom('outage')
    .select(['id', 'incidentId'])
    .where('serviceId', 'in', owed.serviceIds)
    .where('source', '=', 'provider')
    .executeTakeFirstOrThrow();
  const report = await requestReport(ctx, { outageId: outage.id, note: '', ticketId: null, lang: 'en' });
  const file = { name: 'headers.txt', bytes: Buffer.from('Received: from mail.example.com') };
  await attachToClaim(ctx, { no: asked.no, files: [file], lang: 'en' });
  const attached = await db
    .selectFrom('creditAttachment')
    .select('id')
    .where('organizationId', '=', organizationId)
    .executeTakeFirstOrThrow();
  const ticket = await openTicket(ctx, ticketForm({ occurredAt: Date.now() - 60_000 }));
  return {
    '[contract]': owed.contractId,
    '[month]': owed.month,
    '/portal/credits/[contract]/[month]/pack': owing.contractId,
    '/portal/credits/requests/[no]': String(asked.no),
    '/portal/credits/requests/[no]/pack': String(askedOfProvider.no),
    '/portal/tickets/[no]': String(ticket.no),
    '/portal/reports/[id]': report.id,
    '/portal/credits/files/[id]': attached.id,
    outageId: outage.id,
    incidentId: outage.incidentId ?? '',
  };
}

async function seedDesk(db: Db, own: Ids & Tenant): Promise<Ids> {
  const ctx = contextOf(db, treasurer());
  const incidentId = own['incidentId'] ?? '';
  const { outageId, deliveryId } = await firstIds(db);
  const month = own['[month]'] ?? '';
  const serviceId = await addService(db);
  const { id: checkId } = await addCheck(db, serviceId);
  const startedAt = Date.now() + DAY_MS;
  await addMaintenance(db, serviceId, { startedAt, endedAt: startedAt + HOUR_MS, announcedAt: Date.now() });
  const maintenance = await db.selectFrom('maintenance').select('id').executeTakeFirstOrThrow();
  const keys = [keyOfAffected({ contractId: own['[contract]'] ?? '', month })];
  const reason = 'Looked at together.';
  const many = await prepareBulkDecision(ctx, { incidentId, action: 'grant', reason, keys });
  const packs = await addAskStep(db, { incidentId, claims: [Number(own['/portal/credits/requests/[no]/pack'])] });
  const policy = await db.selectFrom('slaPolicy').select('key').executeTakeFirstOrThrow();
  return {
    '[key]': policy.key,
    '[month]': month,
    '/console/incidents/[id]': incidentId,
    '/console/reports/[id]': incidentId,
    '/console/incidents/outages/[id]': outageId,
    '/console/deliveries/[id]': deliveryId,
    '/console/checks/[id]': checkId,
    '/console/places/[id]': 'here',
    '/console/services/[id]': serviceId,
    '/console/maintenance/[id]': maintenance.id,
    '/console/tickets/[no]': own['/portal/tickets/[no]'] ?? '',
    '/console/credits/[no]': own['/portal/credits/requests/[no]'] ?? '',
    '/console/credits/[no]/pack': own['/portal/credits/requests/[no]/pack'] ?? '',
    '/console/credits/many/[id]': many.id,
    '/console/credits/many/[id]/packs.zip': packs,
    '/console/credits/files/[id]': own['/portal/credits/files/[id]'] ?? '',
    '/console/contracts/[id]': own['[contract]'] ?? '',
    '/console/people/[id]': await addOperator(db, { email: 'olu@example.com', roles: ['tickets'] }),
    '/console/organizations/[id]': own.organizationId,
  };
}

async function firstIds(db: Db): Promise<{ readonly outageId: string; readonly deliveryId: string }> {
  const outage = await db.selectFrom('outage').select('id').executeTakeFirstOrThrow();
  const deliveryId = randomUUIDv7();
  await db
    .insertInto('delivery')
    .values({
      ...{ id: deliveryId, channel: 'mail', address: 'ada@example.com', state: 'sent', dueAt: 1, createdAt: 1 },
      ...{ attemptCount: 1, message: JSON.stringify({ subject: 'Hello', text: 'Hello', html: null }) },
    })
    .execute();
  return { outageId: outage.id, deliveryId };
}

function contextOf(db: Db, actor: Actor): CommandContext {
  return { db, now: Date.now, newId: () => randomUUIDv7(), actor };
}

/** The addresses of a route: with one's own id, another organisation's and one that never was. */
export function pathsOf(seeds: PathSeeds, route: string): Readonly<Record<string, string>> {
  if (!route.includes('[')) return { own: route };
  const never = fill(route, { '[no]': '999999', '[month]': seeds.own['[month]'] ?? '', '*': NEVER });
  if (route.startsWith('/console')) return { own: fill(route, seeds.desk), never };
  return { own: fill(route, seeds.own), foreign: fill(route, seeds.foreign), never };
}

/** The longest route that is known with an id of its own decides; months and keys are named by themselves. */
function fill(route: string, ids: Ids): string {
  const known = Object.keys(ids)
    .filter(
      (key) => key.startsWith('/') && (route === key || route.startsWith(`${key}/`) || route.startsWith(`${key}.`)),
    )
    .toSorted((a, b) => b.length - a.length)[0];
  const special = known === undefined ? undefined : ids[known];
  return route.replaceAll(/\[\w+\]/g, (name, at: number) => {
    const isFirst = at === route.indexOf('[');
    if (isFirst && special !== undefined) return special;
    return ids[name] ?? ids['*'] ?? name;
  });
}
