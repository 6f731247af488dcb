import { randomUUIDv7 } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { answerTicket } from '#commands/answer-ticket';
import { closeTicket } from '#commands/close-ticket';
import type { CommandContext } from '#commands/context';
import { openTicket } from '#commands/open-ticket';
import { openTicketForOrganization } from '#commands/open-ticket-for-organization';
import { reclassifyTicket } from '#commands/reclassify-ticket';
import { recordProviderAnswer } from '#commands/record-provider-answer';
import { reopenTicket } from '#commands/reopen-ticket';
import { replyToTicket } from '#commands/reply-to-ticket';
import { tieTicketToOutage } from '#commands/tie-ticket-to-outage';
import { untieTicketFromOutage } from '#commands/untie-ticket-from-outage';
import { listTicketsOf } from '#db/queries/ticket-queue';
import { findTicket, listTicketMessages } from '#db/queries/tickets';
import { findLoggedOutage, listLoggedOutages, listTiedOutages } from '#db/queries/tied-outages';
import type { Actor } from '#domain/actor';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addIncident, addOutage, addService } from '#test/support/rows';
import { addMember, addOrganization, operatorActor, ticketForm } from '#test/support/tickets';

const key = (): string => randomUUIDv7();

onEachDatabase('tickets of several organisations', (database) => {
  const clock = new TestClock();
  const as = (actor: Actor) => testContext(database.db, clock, actor);

  async function world() {
    const own = await addOrganization(database.db, 'Own');
    const foreign = await addOrganization(database.db, 'Foreign');
    const admin = await addMember(database.db, own);
    const stranger = await addMember(database.db, foreign);
    const ticket = await openTicket(as(stranger), ticketForm());
    return { own, foreign, admin, stranger, ticket };
  }

  const writes = (ticketId: string): Readonly<Record<string, (ctx: CommandContext) => Promise<unknown>>> => ({
    reply: (ctx) => replyToTicket(ctx, { ticketId, body: 'x', submissionKey: key() }),
    tie: (ctx) => tieTicketToOutage(ctx, { ticketId, outageId: key() }),
    untie: (ctx) => untieTicketFromOutage(ctx, { ticketId, outageId: key() }),
    close: (ctx) => closeTicket(ctx, { ticketId, kind: 'solved', body: 'x', seenRevision: 1, submissionKey: key() }),
    reopen: (ctx) => reopenTicket(ctx, { ticketId, reason: 'x' }),
    provider: (ctx) => recordProviderAnswer(ctx, { ticketId, body: 'x', soloMode: true, submissionKey: key() }),
  });

  const deskWrites = (ticketId: string): Readonly<Record<string, (ctx: CommandContext) => Promise<unknown>>> => ({
    answer: (ctx) => answerTicket(ctx, { ticketId, kind: 'message', body: 'x', seenRevision: 1, submissionKey: key() }),
    reclassify: (ctx) => reclassifyTicket(ctx, { ticketId, priority: 'P1', reason: 'x', seenRevision: 1 }),
    provider: (ctx) => recordProviderAnswer(ctx, { ticketId, body: 'x', soloMode: false, submissionKey: key() }),
  });

  test('a foreign ticket is not found by any query', async () => {
    const { own, foreign, ticket } = await world();
    const scope = { organizationId: own };
    expect(await findTicket(database.db, scope, ticket.no)).toBeUndefined();
    expect(await findTicket(database.db, { organizationId: foreign }, ticket.no)).toBeDefined();
    expect(await listTicketMessages(database.db, scope, ticket.id)).toEqual([]);
    expect(await listTiedOutages(database.db, scope, ticket.id)).toEqual([]);
    expect(await listTicketsOf(database.db, scope, { open: true, limit: 10 })).toEqual([]);
  });

  test('a foreign ticket is not found by any command of an admin, and nothing is written', async () => {
    const { admin, ticket } = await world();
    const before = await tableCounts();
    for (const [name, write] of Object.entries(writes(ticket.id)))
      await expect(write(as(admin)), name).rejects.toMatchObject({ code: 'not-found' });
    expect(await tableCounts()).toEqual(before);
  });

  test('a viewer writes nothing, not even to a ticket of his own organisation', async () => {
    const { foreign, ticket } = await world();
    const viewer = await addMember(database.db, foreign, 'viewer');
    const before = await tableCounts();
    await expect(openTicket(as(viewer), ticketForm())).rejects.toMatchObject({ code: 'forbidden' });
    for (const [name, write] of Object.entries({ ...writes(ticket.id), ...deskWrites(ticket.id) }))
      await expect(write(as(viewer)), name).rejects.toMatchObject({ code: 'forbidden' });
    expect(await tableCounts()).toEqual(before);
  });

  test('what is the desk’s an admin may not do to his own ticket', async () => {
    const { stranger, ticket } = await world();
    for (const [name, write] of Object.entries(deskWrites(ticket.id)))
      await expect(write(as(stranger)), name).rejects.toMatchObject({ code: 'forbidden' });
    const close = { ticketId: ticket.id, body: 'x', seenRevision: 1, submissionKey: key() };
    await expect(closeTicket(as(stranger), { ...close, kind: 'third-party' })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  test('an operator without the tickets role and a visitor write nothing', async () => {
    const { foreign, ticket } = await world();
    const outsiders = [
      operatorActor(['incidents', 'money', 'audit']),
      { kind: 'visitor', id: null, name: 'v' } as const,
    ];
    for (const actor of outsiders) {
      for (const [name, write] of Object.entries({ ...writes(ticket.id), ...deskWrites(ticket.id) }))
        await expect(write(as(actor)), name).rejects.toMatchObject({ code: 'forbidden' });
      const form = { ...ticketForm(), organizationId: foreign, channel: 'phone' as const };
      await expect(openTicketForOrganization(as(actor), form)).rejects.toMatchObject({ code: 'forbidden' });
    }
  });

  describe('outages', () => {
    test('of a service the organisation may not see can neither be found, tied, nor chosen', async () => {
      const { admin, own, foreign } = await world();
      const hidden = await addService(database.db, { visibility: 'operators' });
      const named = await addService(database.db, { visibility: 'organizations' });
      await database.db
        .insertInto('serviceOrganization')
        .values({ serviceId: named, organizationId: foreign })
        .execute();
      const mine = await openTicket(as(admin), ticketForm());
      for (const serviceId of [hidden, named]) {
        const outageId = await addOutage(database.db, serviceId, { startedAt: clock.at - 1000 });
        expect(await findLoggedOutage(database.db, { organizationId: own }, outageId)).toBeUndefined();
        for (const actor of [admin, operatorActor()])
          await expect(tieTicketToOutage(as(actor), { ticketId: mine.id, outageId })).rejects.toMatchObject({
            code: 'not-found',
          });
        await expect(openTicket(as(admin), ticketForm({ serviceId }))).rejects.toMatchObject({ field: 'serviceId' });
        await expect(openTicket(as(admin), ticketForm({ outageIds: [outageId] }))).rejects.toMatchObject({
          code: 'not-found',
        });
      }
      const window = { from: 0, to: clock.at };
      const listed = await listLoggedOutages(database.db, { organizationId: own }, window, { alsoUnpublished: true });
      expect(listed.filter((outage) => [hidden, named].includes(outage.serviceId))).toEqual([]);
    });

    test('of an incident that is held back are the desk’s to tie, not an admin’s to find', async () => {
      const { admin, own } = await world();
      const serviceId = await addService(database.db);
      const incidentId = await addIncident(database.db, [serviceId], { publishedAt: null });
      const outageId = await addOutage(database.db, serviceId, { startedAt: clock.at - 1000, incidentId });
      const mine = await openTicket(as(admin), ticketForm());
      const tie = { ticketId: mine.id, outageId };
      await expect(tieTicketToOutage(as(admin), tie)).rejects.toMatchObject({ code: 'not-found' });
      await tieTicketToOutage(as(operatorActor()), tie);
      await tieTicketToOutage(as(operatorActor()), tie);
      expect(await listTiedOutages(database.db, { organizationId: own }, mine.id)).toMatchObject([{ id: outageId }]);
      expect(await listTicketMessages(database.db, { organizationId: own }, mine.id)).toHaveLength(1);
      await untieTicketFromOutage(as(admin), tie);
      expect(await listTiedOutages(database.db, { organizationId: own }, mine.id)).toEqual([]);
    });

    test('that were retracted are gone', async () => {
      const { own } = await world();
      const outageId = await addOutage(database.db, await addService(database.db), { retractedAt: 5 });
      expect(await findLoggedOutage(database.db, { organizationId: own }, outageId)).toBeUndefined();
    });
  });

  async function tableCounts(): Promise<number[]> {
    const tables = ['ticket', 'ticketMessage', 'ticketOutage', 'auditEntry', 'delivery'] as const;
    const counts: number[] = [];
    for (const table of tables) {
      const row = await database.db
        .selectFrom(table)
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      counts.push(row.count);
    }
    return counts;
  }
});
