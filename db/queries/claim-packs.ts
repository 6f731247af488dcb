import type { PackClaim, PackFacts, PackParty, PackTicket } from '#domain/credits/pack-facts';
import type { Interval } from '#domain/interval';
import { type Instant, monthOf } from '#domain/time';
import type { Db } from '../connect.ts';
import type { Contract } from './contracts.ts';
import { findCreditRequest } from './credit-requests.ts';
import { type AssessedWindow, findContractWindow } from './credit-windows.ts';
import type { LedgerScope } from './ledger.ts';
import { listCaseNumbers } from './provider-exchanges.ts';
import { incidentVisibleTo } from './visibility.ts';

export interface FoundPack {
  readonly facts: PackFacts;
  readonly contract: Contract;
}

/** What a claim pack is made from before anything was asked; undefined where the contract is not in scope or not with a provider. */
export async function findPackOfWindow(
  db: Db,
  scope: LedgerScope,
  input: { readonly contractId: string; readonly month: string; readonly now: Instant },
): Promise<FoundPack | undefined> {
  const assessed = await findContractWindow(db, scope, input);
  if (assessed?.contract.direction !== 'owed-to-us') return undefined;
  return { contract: assessed.contract, facts: await getPackFacts(db, assessed, { claim: null, now: input.now }) };
}

/** The same for a claim that was asked. */
export async function findPackOfClaim(
  db: Db,
  scope: LedgerScope,
  input: { readonly no: number; readonly now: Instant },
): Promise<FoundPack | undefined> {
  const request = await findCreditRequest(db, scope, input.no);
  if (request?.direction !== 'owed-to-us') return undefined;
  const { contractId, unit, currency, zone, windowStart, no, stage, askedAt, note, affectedUsers } = request;
  const month = monthOf(windowStart, zone);
  const assessed = await findContractWindow(db, scope, { contractId, month, now: input.now });
  if (!assessed) return undefined;
  const items = request.items.map(({ serviceId, askedAmount }) => ({
    serviceId,
    asked: { unit, value: askedAmount, currency: unit === 'money' ? currency : null },
  }));
  const caseNumbers = await listCaseNumbers(db, request.id);
  const claim = { no, stage, askedAt, note, items, caseNumbers, affectedUsers };
  return { contract: assessed.contract, facts: await getPackFacts(db, assessed, { claim, now: input.now }) };
}

async function getPackFacts(
  db: Db,
  { contract, policy, evidence, window }: AssessedWindow,
  { claim, now }: { readonly claim: PackClaim | null; readonly now: Instant },
): Promise<PackFacts> {
  const about = {
    organizationId: contract.organizationId,
    serviceIds: evidence.services.map(({ id }) => id),
    span: window.assessment.window,
  };
  return {
    party: partyOf(contract),
    policy,
    evidence,
    window,
    names: new Map(contract.services.map(({ id, names }) => [id, names])),
    claim,
    incidents: await listPackIncidents(db, about),
    checks: await listPackChecks(db, about),
    tickets: await listPackTickets(db, about),
    now,
  };
}

function partyOf(contract: Contract): PackParty {
  const { counterparty, customerDomain, accountNumber, reseller, resellerDays, edition, seats } = contract;
  const customerName = contract.organizationName;
  return { customerName, counterparty, customerDomain, accountNumber, reseller, resellerDays, edition, seats };
}

interface About {
  readonly organizationId: string;
  readonly serviceIds: readonly string[];
  readonly span: Interval;
}

function selectOutages(db: Db, { serviceIds, span }: About) {
  return db
    .selectFrom('outage')
    .where('outage.serviceId', 'in', [...serviceIds])
    .where('outage.retractedAt', 'is', null)
    .where('outage.startedAt', '<', span.endedAt)
    .where((eb) => eb.or([eb('outage.endedAt', 'is', null), eb('outage.endedAt', '>', span.startedAt)]));
}

/** Incidents the organisation may read of; one that is held back is not named to anybody. */
async function listPackIncidents(db: Db, about: About): Promise<PackFacts['incidents']> {
  const audience = { kind: 'organization', organizationId: about.organizationId } as const;
  return selectOutages(db, about)
    .innerJoin('incident', 'incident.id', 'outage.incidentId')
    .select(['outage.id as outageId', 'incident.title', 'incident.provider'])
    .select(['incident.externalId', 'incident.externalUrl as url'])
    .where(incidentVisibleTo(audience))
    .orderBy('incident.startedAt')
    .orderBy('outage.id')
    .execute();
}

async function listPackChecks(db: Db, about: About): Promise<PackFacts['checks']> {
  return selectOutages(db, about)
    .where('outage.source', '=', 'measured')
    .innerJoin('healthCheck', 'healthCheck.serviceId', 'outage.serviceId')
    .innerJoin('checkSpan', 'checkSpan.checkId', 'healthCheck.id')
    .where('checkSpan.takenBackAt', 'is', null)
    .where((eb) => eb.or([eb('outage.endedAt', 'is', null), eb('checkSpan.startedAt', '<', eb.ref('outage.endedAt'))]))
    .where((eb) =>
      eb.or([eb('checkSpan.endedAt', 'is', null), eb('checkSpan.endedAt', '>', eb.ref('outage.startedAt'))]),
    )
    .select(['outage.id as outageId', 'healthCheck.name', 'healthCheck.kind', 'healthCheck.surface'])
    .select('healthCheck.intervalMs')
    .distinct()
    .orderBy('healthCheck.name')
    .orderBy('outage.id')
    .execute();
}

/** Numbers, times and counts of the organisation's own tickets in the window; nothing that names a person. */
async function listPackTickets(db: Db, about: About): Promise<PackTicket[]> {
  const { organizationId, serviceIds, span } = about;
  const tickets = await db
    .selectFrom('ticket')
    .select(['id', 'no', 'serviceId', 'priority', 'occurredAt', 'openedAt', 'affectedUsers', 'outsideNumber'])
    .where('organizationId', '=', organizationId)
    .where((eb) =>
      eb.or([
        eb.and([
          eb('serviceId', 'in', [...serviceIds]),
          eb('occurredAt', '>=', span.startedAt),
          eb('occurredAt', '<', span.endedAt),
        ]),
        eb('id', 'in', tiedTo(db, about)),
      ]),
    )
    .orderBy('no')
    .execute();
  const ties = await selectOutages(db, about)
    .innerJoin('ticketOutage', 'ticketOutage.outageId', 'outage.id')
    .innerJoin('ticket', 'ticket.id', 'ticketOutage.ticketId')
    .select(['ticketOutage.ticketId', 'ticketOutage.outageId'])
    .where('ticket.organizationId', '=', organizationId)
    .execute();
  const tied = Map.groupBy(ties, ({ ticketId }) => ticketId);
  return tickets.map(({ id, ...ticket }) => ({
    ...ticket,
    outageIds: (tied.get(id) ?? []).map(({ outageId }) => outageId),
  }));
}

function tiedTo(db: Db, about: About) {
  return selectOutages(db, about)
    .innerJoin('ticketOutage', 'ticketOutage.outageId', 'outage.id')
    .select('ticketOutage.ticketId');
}
