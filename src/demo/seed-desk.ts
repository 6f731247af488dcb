import { answerTicket } from '#commands/answer-ticket';
import { closeTicket } from '#commands/close-ticket';
import type { CommandContext } from '#commands/context';
import { createContract } from '#commands/create-contract';
import { decideCreditRequest } from '#commands/decide-credit-request';
import { openTicket } from '#commands/open-ticket';
import { publishReport } from '#commands/publish-report';
import { requestCredit } from '#commands/request-credit';
import { requestReport } from '#commands/request-report';
import { listPolicyVersions } from '#db/queries/policies';
import type { Actor } from '#domain/actor';
import { HOUR_MS, type Instant, MINUTE_MS, monthOf } from '#domain/time';
import type { DemoAccount, DemoPeople } from './seed-people.ts';
import { toldEvents } from './story.ts';

interface Desk {
  readonly ctx: CommandContext;
  readonly people: DemoPeople;
  /** Services by slug. */
  readonly serviceIds: ReadonlyMap<string, string>;
}

/** Contracts, tickets, a granted claim and a report: each written by the command that would write it, at its own time. */
export async function seedDesk(desk: Desk): Promise<void> {
  const { people } = desk;
  const now = desk.ctx.now();
  const exampleContract = await addContract(desk, {
    account: people.example,
    name: 'Example Ltd',
    domain: 'example.example',
    seats: 500,
    feeMinor: 900_000,
    currency: 'USD',
  });
  await addContract(desk, {
    account: people.durand,
    name: 'Durand et Fils',
    domain: 'durand.example',
    seats: 42,
    feeMinor: 57_960,
    currency: 'EUR',
  });
  const [gmail, , , meet] = toldEvents(now);
  if (!gmail || !meet) return;
  await seedMeetClaim(desk, { contractId: exampleContract, startedAt: meet.startedAt });
  await seedTickets(desk, { gmailAt: gmail.startedAt, meetAt: meet.startedAt });
}

interface DemoContract {
  readonly account: DemoAccount;
  readonly name: string;
  readonly domain: string;
  readonly seats: number;
  readonly feeMinor: number;
  readonly currency: string;
}

async function addContract(desk: Desk, input: DemoContract): Promise<string> {
  const { actor } = input.account;
  const policy = (await listPolicyVersions(desk.ctx.db)).find(({ id }) => id === 'google-workspace');
  if (actor.kind !== 'member' || !policy)
    throw new Error('The demo needs its organisations and the shipped policies first.');
  return createContract(as(desk, desk.people.operator.actor), {
    organizationId: actor.organizationId,
    direction: 'we-owe',
    policyId: policy.versionId,
    counterparty: input.name,
    customerDomain: input.domain,
    accountNumber: `C0${input.seats}1`,
    reseller: null,
    edition: 'Business Plus',
    seats: input.seats,
    feeMinor: input.feeMinor,
    currency: input.currency,
    feePer: 'contract',
    billingPlan: 'monthly',
    payment: 'postpaid',
    resellerDays: null,
    supportPlan: 'Enhanced',
    policyChoice: 'stays',
    zone: null,
    billingDay: null,
    serviceIds: [...desk.serviceIds.values()],
    startsAt: Date.UTC(new Date(desk.ctx.now()).getUTCFullYear() - 1, 0, 1),
    endsAt: null,
  });
}

/** The claim for the long Meet outage: asked for two days after its month, granted the day after. */
async function seedMeetClaim(desk: Desk, meet: { contractId: string; startedAt: Instant }): Promise<void> {
  const serviceId = desk.serviceIds.get('google-meet');
  if (serviceId === undefined) return;
  const start = new Date(meet.startedAt);
  const askedAt = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 3, 9, 30);
  const { no } = await requestCredit(as(desk, desk.people.example.actor, askedAt), {
    contractId: meet.contractId,
    month: monthOf(meet.startedAt, 'UTC'),
    serviceIds: [serviceId],
    note: 'Nobody at our offices could join a meeting that day; 430 people were affected.',
    ticketNo: null,
    lang: 'en',
  });
  const item = await desk.ctx.db
    .selectFrom('creditRequestItem')
    .innerJoin('creditRequest', 'creditRequest.id', 'creditRequestItem.requestId')
    .select(['creditRequestItem.id', 'askedAmount'])
    .where('creditRequest.no', '=', no)
    .executeTakeFirstOrThrow();
  await decideCreditRequest(as(desk, desk.people.operator.actor, askedAt + 26 * HOUR_MS), {
    no,
    decision: 'approve',
    amounts: { [item.id]: item.askedAmount },
    reason: 'Our measurements and the provider agree that joining failed for more than eight hours.',
  });
}

async function seedTickets(desk: Desk, at: { gmailAt: Instant; meetAt: Instant }): Promise<void> {
  const { example, durand, operator } = desk.people;
  const gmailOutage = await findOutage(desk, 'gmail', at.gmailAt);
  const meetOutage = await findOutage(desk, 'google-meet', at.meetAt);
  const meetTicket = await openTicket(as(desk, example.actor, at.meetAt + 20 * MINUTE_MS), {
    priority: 'P1',
    serviceId: desk.serviceIds.get('google-meet') ?? null,
    title: 'Nobody can join meetings',
    body: 'Joining ends with “You cannot join this call”. All offices, all browsers. Meetings already under way go on.',
    occurredAt: at.meetAt,
    affectedUsers: 430,
    steps: 'Open any meeting link and press Join.',
    lang: 'en',
    submissionKey: 'demo-meet',
    outageIds: [meetOutage],
  });
  await closeTicket(as(desk, operator.actor, at.meetAt + 30 * HOUR_MS), {
    ticketId: meetTicket.id,
    kind: 'outage-solved',
    body: 'The outage is over; its report is on the incident page. You may ask for a service credit under Credits.',
    seenRevision: await revisionOf(desk, meetTicket.id),
    submissionKey: 'demo-meet-close',
  });
  await publishMeetReport(desk, { outageId: meetOutage, at: at.meetAt });
  const mailTicket = await openTicket(as(desk, durand.actor, at.gmailAt + 31 * MINUTE_MS), {
    priority: 'P1',
    serviceId: desk.serviceIds.get('gmail') ?? null,
    title: 'Les messages n’arrivent plus',
    body: 'Depuis 15 h 30, aucun message n’arrive dans les boîtes de l’atelier ni du bureau.',
    occurredAt: at.gmailAt,
    affectedUsers: 42,
    steps: null,
    lang: 'fr',
    submissionKey: 'demo-gmail',
    outageIds: [gmailOutage],
  });
  await answerTicket(as(desk, operator.actor, at.gmailAt + 47 * MINUTE_MS), {
    ticketId: mailTicket.id,
    kind: 'message',
    body: 'Vos messages sont en attente et ne sont pas perdus. La cause est connue et le retour en arrière est en cours\u202f; nous vous écrirons dès que tout sera livré.',
    seenRevision: await revisionOf(desk, mailTicket.id),
    submissionKey: 'demo-gmail-answer',
  });
  await openTicket(as(desk, example.actor, desk.ctx.now() - 20 * HOUR_MS), {
    priority: 'P3',
    serviceId: desk.serviceIds.get('google-sites') ?? null,
    title: 'The Delete button of an old site does nothing',
    body: 'Pressing Delete shows the dialog, but confirming it has no effect. Editing the address of the page and deleting there works.',
    occurredAt: desk.ctx.now() - 26 * HOUR_MS,
    affectedUsers: 3,
    steps: 'Open the site, choose Delete, confirm.',
    lang: 'en',
    submissionKey: 'demo-delete',
    outageIds: [],
  });
  await requestReport(as(desk, example.actor, at.gmailAt + 5 * HOUR_MS), {
    outageId: gmailOutage,
    ticketId: null,
    note: 'Our management asks for the cause in writing.',
    lang: 'en',
  });
}

async function publishMeetReport(desk: Desk, meet: { outageId: string; at: Instant }): Promise<void> {
  const { incidentId } = await desk.ctx.db
    .selectFrom('outage')
    .select('incidentId')
    .where('id', '=', meet.outageId)
    .executeTakeFirstOrThrow();
  if (incidentId === null) return;
  await publishReport(as(desk, desk.people.operator.actor, meet.at + 5 * 24 * HOUR_MS), {
    incidentId,
    title: 'Incident report: joining meetings failed',
    body: REPORT,
    lang: 'en',
    seenRevision: 0,
    visibility: 'public',
  });
}

const REPORT = `## Summary

For 8 hours and 12 minutes new meetings could not be joined. Meetings already under way were not affected. We are sorry: people rely on Meet to do their work.

## Root cause

A certificate between two inner services expired. Its renewal had failed silently three weeks earlier, because the account that renews it had lost a permission.

## What we have changed

- Certificates that expire within 21 days now wake a person.
- Renewal is tried daily and its failure counts as an incident.
`;

async function revisionOf(desk: Desk, ticketId: string): Promise<number> {
  const { revision } = await desk.ctx.db
    .selectFrom('ticket')
    .select('revision')
    .where('id', '=', ticketId)
    .executeTakeFirstOrThrow();
  return revision;
}

async function findOutage(desk: Desk, slug: string, startedAt: Instant): Promise<string> {
  const { id } = await desk.ctx.db
    .selectFrom('outage')
    .select('id')
    .where('serviceId', '=', desk.serviceIds.get(slug) ?? '')
    .where('source', '=', 'measured')
    .where('startedAt', '=', startedAt)
    .executeTakeFirstOrThrow();
  return id;
}

function as(desk: Desk, actor: Actor, at?: Instant): CommandContext {
  return { ...desk.ctx, actor, ...(at === undefined ? {} : { now: () => at }) };
}
