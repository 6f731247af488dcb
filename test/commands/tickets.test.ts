import { randomUUIDv7 } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { answerTicket } from '#commands/answer-ticket';
import { askForMore } from '#commands/ask-for-more';
import { assignOutsideNumber } from '#commands/assign-outside-number';
import { closeTicket } from '#commands/close-ticket';
import { openTicket } from '#commands/open-ticket';
import { openTicketForOrganization } from '#commands/open-ticket-for-organization';
import { reclassifyTicket } from '#commands/reclassify-ticket';
import { recordProviderAnswer } from '#commands/record-provider-answer';
import { reopenTicket } from '#commands/reopen-ticket';
import { replyToTicket } from '#commands/reply-to-ticket';
import { findTicket, findTicketAtDesk, listTicketMessages, listTicketMessagesAtDesk } from '#db/queries/tickets';
import type { Actor } from '#domain/actor';
import { RESOLUTION_KINDS } from '#domain/words';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase, type TestDatabase } from '#test/support/databases';
import { addOperator } from '#test/support/people-rows';
import { addOutage, addService } from '#test/support/rows';
import { addMember, addOrganization, operatorActor, ticketForm } from '#test/support/tickets';

const key = (): string => randomUUIDv7();

onEachDatabase('tickets', (database) => {
  const clock = new TestClock();
  const as = (actor: Actor) => testContext(database.db, clock, actor);

  describe('their story', () => {
    test('an admin opens one, the desk asks, he replies, a solution is offered, he closes it as solved', async () => {
      const { admin, desk, ticket, read } = await opened(database, as);
      expect(await read()).toMatchObject({ stage: 'new', channel: 'web', openedBy: admin.name, firstAnsweredAt: null });
      clock.advance(60_000);
      await askForMore(as(desk), {
        ticketId: ticket.id,
        questions: ['logs'],
        body: '',
        seenRevision: 1,
        submissionKey: key(),
      });
      expect(await read()).toMatchObject({ stage: 'action-required', firstAnsweredAt: clock.at });
      await replyToTicket(as(admin), { ticketId: ticket.id, body: 'Here they are.', submissionKey: key() });
      expect(await read()).toMatchObject({ stage: 'in-progress' });
      const { revision } = await read();
      await answerTicket(as(desk), {
        ticketId: ticket.id,
        kind: 'solution',
        body: 'Restart it.',
        seenRevision: revision,
        submissionKey: key(),
      });
      expect(await read()).toMatchObject({ stage: 'solution-provided' });
      await closeTicket(as(admin), {
        ticketId: ticket.id,
        kind: 'solved',
        body: '',
        seenRevision: revision + 1,
        submissionKey: key(),
      });
      expect(await read()).toMatchObject({ stage: 'closed', resolutionKind: 'solved', closedAt: clock.at });
      await reopenTicket(as(admin), { ticketId: ticket.id, reason: 'It is back.' });
      expect(await read()).toMatchObject({ stage: 'in-progress', resolutionKind: null, closedAt: null });
      const kinds = (await listTicketMessages(database.db, admin, ticket.id)).map((message) => message.kind);
      expect(kinds).toEqual(['question', 'message', 'solution', 'closed', 'reopened']);
    });

    test('a question is written in the language of the ticket', async () => {
      const { admin, desk, ticket } = await opened(database, as, { lang: 'fr' });
      await askForMore(as(desk), {
        ticketId: ticket.id,
        questions: ['headers'],
        body: 'Merci.',
        seenRevision: 1,
        submissionKey: key(),
      });
      const [question] = await listTicketMessages(database.db, admin, ticket.id);
      expect(question?.body).toMatch(/en-têtes complets[\s\S]*\n\nMerci\.$/);
    });

    test('a note is for the desk alone and moves nothing', async () => {
      const { admin, desk, ticket, read } = await opened(database, as);
      const before = await mailsTo(database, admin.email);
      await answerTicket(as(desk), {
        ticketId: ticket.id,
        kind: 'note',
        body: 'Looks like DNS.',
        seenRevision: 99,
        submissionKey: key(),
      });
      expect(await read()).toMatchObject({ stage: 'new', firstAnsweredAt: null });
      expect(await listTicketMessages(database.db, admin, ticket.id)).toEqual([]);
      expect(await listTicketMessagesAtDesk(database.db, ticket.id)).toMatchObject([{ kind: 'note' }]);
      expect(await mailsTo(database, admin.email)).toEqual(before);
    });

    test('another priority is told with its reason', async () => {
      const { admin, desk, ticket, read } = await opened(database, as);
      await reclassifyTicket(as(desk), { ticketId: ticket.id, priority: 'P1', reason: 'All users.', seenRevision: 1 });
      expect(await read()).toMatchObject({ priority: 'P1' });
      const [line] = await listTicketMessages(database.db, admin, ticket.id);
      expect(line).toMatchObject({ kind: 'priority', body: 'All users.', detail: { from: 'P3', to: 'P1' } });
      expect((await mailsTo(database, admin.email)).at(-1)).toContain('priority P1');
    });

    test('the six endings each keep their kind', async () => {
      const { organizationId, admin, desk } = await parties(database);
      for (const kind of RESOLUTION_KINDS.filter((one) => one !== 'outage-solved')) {
        const ticket = await openTicket(as(admin), ticketForm());
        await closeTicket(as(desk), {
          ticketId: ticket.id,
          kind,
          body: 'Done.',
          seenRevision: 1,
          submissionKey: key(),
        });
        expect(await findTicket(database.db, { organizationId }, ticket.no)).toMatchObject({ resolutionKind: kind });
      }
    });

    test('an outage solves a ticket only when it is tied and over', async () => {
      const { desk, admin, serviceId } = await parties(database);
      const outageId = await addOutage(database.db, serviceId, { startedAt: clock.at - 60_000 });
      const ticket = await openTicket(as(admin), ticketForm());
      const close = (seenRevision: number) =>
        closeTicket(as(desk), {
          ticketId: ticket.id,
          kind: 'outage-solved',
          body: 'Over.',
          seenRevision,
          submissionKey: key(),
        });
      await expect(close(1)).rejects.toMatchObject({ code: 'invalid', field: 'kind' });
      await database.db
        .insertInto('ticketOutage')
        .values({ ticketId: ticket.id, outageId, tiedAt: 0, tiedBy: 'x' })
        .execute();
      await expect(close(1)).rejects.toThrow(/not over yet/);
      await database.db.updateTable('outage').set({ endedAt: clock.at }).where('id', '=', outageId).execute();
      await close(1);
      expect(await findTicketAtDesk(database.db, ticket.no)).toMatchObject({ resolutionKind: 'outage-solved' });
    });

    test('an operator opens one for an organisation that called', async () => {
      const { organizationId, admin, desk } = await parties(database);
      const form = { ...ticketForm(), organizationId, channel: 'phone' as const };
      const first = await openTicketForOrganization(as(desk), form);
      expect(await openTicketForOrganization(as(desk), form)).toEqual(first);
      expect(await findTicket(database.db, { organizationId }, first.no)).toMatchObject({
        channel: 'phone',
        openedById: null,
      });
      expect(await mailsTo(database, admin.email)).toHaveLength(1);
    });

    test('the number at the provider and its answer are kept', async () => {
      const { admin, desk, ticket, read } = await opened(database, as);
      const outside = { system: 'Google', number: '4-123', url: 'https://support.example/4-123', soloMode: false };
      await assignOutsideNumber(as(desk), { ticketId: ticket.id, ...outside });
      await assignOutsideNumber(as(desk), { ticketId: ticket.id, ...outside });
      await expect(
        assignOutsideNumber(as(admin), { ticketId: ticket.id, ...outside, number: '5' }),
      ).rejects.toMatchObject({ code: 'forbidden' });
      await recordProviderAnswer(as(admin), {
        ticketId: ticket.id,
        body: 'Known issue.',
        soloMode: true,
        submissionKey: key(),
      });
      expect(await read()).toMatchObject({ outsideNumber: '4-123', stage: 'in-progress' });
      const kinds = (await listTicketMessages(database.db, admin, ticket.id)).map((message) => message.kind);
      expect(kinds).toEqual(['outside', 'provider']);
    });
  });

  describe('sent twice or at once', () => {
    test('the same form makes one ticket, one after the other or at the same time', async () => {
      const { admin } = await parties(database);
      const form = ticketForm();
      const first = await openTicket(as(admin), form);
      expect(await openTicket(as(admin), form)).toEqual(first);
      const other = ticketForm();
      const both = await Promise.all([1, 2, 3].map(() => openTicket(as(admin), other)));
      expect(new Set(both.map(({ no }) => no)).size).toBe(1);
    });

    test('the same key of another organisation is another ticket', async () => {
      const [a, b] = [await parties(database), await parties(database)];
      const form = ticketForm();
      const first = await openTicket(as(a.admin), form);
      const second = await openTicket(as(b.admin), form);
      expect(second.id).not.toBe(first.id);
    });

    test('a reply sent twice is one reply', async () => {
      const { admin, ticket } = await opened(database, as);
      const reply = { ticketId: ticket.id, body: 'Once.', submissionKey: key() };
      await Promise.all([1, 2].map(() => replyToTicket(as(admin), reply)));
      expect(await listTicketMessages(database.db, admin, ticket.id)).toHaveLength(1);
    });

    test('of two operators who answer the same state one is told to read first', async () => {
      const { desk, ticket } = await opened(database, as);
      const answer = (body: string) =>
        answerTicket(as(desk), { ticketId: ticket.id, kind: 'message', body, seenRevision: 1, submissionKey: key() });
      const outcomes = await Promise.allSettled([answer('A'), answer('B')]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const refused = outcomes.find((outcome) => outcome.status === 'rejected');
      expect(refused?.reason).toMatchObject({ code: 'conflict', message: expect.stringMatching(/while you wrote/) });
      expect(await listTicketMessagesAtDesk(database.db, ticket.id)).toHaveLength(1);
    });

    test('of two operators who close it one is told that it is closed', async () => {
      const { desk, ticket } = await opened(database, as);
      const close = () =>
        closeTicket(as(desk), {
          ticketId: ticket.id,
          kind: 'solved',
          body: 'x',
          seenRevision: 1,
          submissionKey: key(),
        });
      const outcomes = await Promise.allSettled([close(), close()]);
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(refused).toHaveLength(1);
      expect(refused[0]?.reason).toMatchObject({ code: 'closed' });
    });
  });

  test('a stated start in the future is refused', async () => {
    const { admin } = await parties(database);
    const form = ticketForm({ occurredAt: clock.at + 3_600_000 });
    await expect(openTicket(as(admin), form)).rejects.toMatchObject({ code: 'invalid', field: 'occurredAt' });
  });

  test('each step leaves one line in the audit log', async () => {
    const { admin, desk, ticket } = await opened(database, as);
    await answerTicket(as(desk), {
      ticketId: ticket.id,
      kind: 'message',
      body: 'x',
      seenRevision: 1,
      submissionKey: key(),
    });
    await replyToTicket(as(admin), { ticketId: ticket.id, body: 'y', submissionKey: key() });
    const lines = await database.db
      .selectFrom('auditEntry')
      .innerJoin('personalText', 'personalText.entryId', 'auditEntry.id')
      .select(['action', 'name', 'organizationId'])
      .where('subjectId', '=', ticket.id)
      .orderBy('id')
      .execute();
    expect(lines.map((line) => [line.action, line.name])).toEqual([
      ['open-ticket', admin.name],
      ['answer-ticket', 'Olu'],
      ['reply-to-ticket', admin.name],
    ]);
    expect(new Set(lines.map((line) => line.organizationId))).toEqual(new Set([admin.organizationId]));
  });

  test('the desk is mailed when a ticket comes in', async () => {
    const email = `${key()}@desk.example`;
    await addOperator(database.db, { email, roles: ['tickets'] });
    const { admin } = await parties(database);
    await openTicket(as(admin), ticketForm({ title: 'Late\r\nBcc: evil@z.test' }));
    const [mail] = await mailsTo(database, email);
    expect(mail).toContain('Messages from outside arrive');
  });
});

async function parties(database: TestDatabase) {
  const organizationId = await addOrganization(database.db);
  const serviceId = await addService(database.db, { name: 'Gmail' });
  const admin = await addMember(database.db, organizationId);
  return { organizationId, serviceId, admin, desk: operatorActor() };
}

async function opened(
  database: TestDatabase,
  as: (actor: Actor) => ReturnType<typeof testContext>,
  form: Parameters<typeof ticketForm>[0] = {},
) {
  const found = await parties(database);
  const ticket = await openTicket(as(found.admin), ticketForm(form));
  const read = async () => {
    const row = await findTicketAtDesk(database.db, ticket.no);
    if (!row) throw new Error('The ticket is gone.');
    return row;
  };
  return { ...found, ticket, read };
}

async function mailsTo(database: TestDatabase, address: string): Promise<string[]> {
  const rows = await database.db
    .selectFrom('delivery')
    .select('message')
    .where('address', '=', address)
    .orderBy('id')
    .execute();
  return rows.map((row) => row.message);
}
