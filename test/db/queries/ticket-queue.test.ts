import { expect, test } from 'vitest';
import { findOldestUnanswered, findQueueCounts, listTicketQueue, listTicketsOf } from '#db/queries/ticket-queue';
import { parseCursor, printCursor, type QueueCursor, type QueueView } from '#domain/tickets/queue';
import { PRIORITIES, TICKET_STAGES } from '#domain/words';
import { onEachDatabase } from '#test/support/databases';
import { addOrganization } from '#test/support/tickets';

const COUNT = 60;

onEachDatabase('the queue of tickets', (database) => {
  let organizationId = '';
  const insert = async (no: number): Promise<void> => {
    const stage = TICKET_STAGES[no % TICKET_STAGES.length] ?? 'new';
    await database.db
      .insertInto('ticket')
      .values({
        id: `t${no}`,
        no,
        organizationId,
        title: `Ticket ${no}`,
        body: 'x',
        priority: PRIORITIES[no % PRIORITIES.length] ?? 'P4',
        channel: 'web',
        stage,
        occurredAt: no,
        openedBy: 'x',
        openedAt: no,
        // Several are closed in the same millisecond.
        closedAt: stage === 'closed' ? Math.floor(no / 10) : null,
        resolutionKind: stage === 'closed' ? 'solved' : null,
        firstAnsweredAt: no % 3 === 0 ? no : null,
        updatedAt: no,
      })
      .execute();
  };

  const readAll = async (view: QueueView): Promise<number[]> => {
    const numbers: number[] = [];
    let after: QueueCursor | undefined;
    for (;;) {
      const page = await listTicketQueue(database.db, { view, limit: 7, after });
      numbers.push(...page.map((ticket) => ticket.no));
      const last = page.at(-1);
      if (!last) return numbers;
      const { priority, no, closedAt } = last;
      const cursor =
        closedAt === null ? ({ kind: 'open', priority, no } as const) : ({ kind: 'closed', closedAt, no } as const);
      after = parseCursor(printCursor(cursor));
      expect(after).toEqual(cursor);
    }
  };

  test('page by page it is read without a gap or a double, by priority and then arrival', async () => {
    organizationId = await addOrganization(database.db);
    for (let no = 1; no <= COUNT; no += 1) await insert(no);
    const open = Array.from({ length: COUNT }, (_, index) => index + 1).filter((no) => no % 5 !== 4);
    const byPriority = (numbers: number[]): number[] => numbers.toSorted((a, b) => (a % 4) - (b % 4) || a - b);
    expect(await readAll('open')).toEqual(byPriority(open));
    expect(await readAll('ours')).toEqual(byPriority(open.filter((no) => no % 5 <= 1)));
    expect(await readAll('theirs')).toEqual(byPriority(open.filter((no) => no % 5 >= 2)));
    const closed = await readAll('closed');
    expect(closed).toHaveLength(COUNT / 5);
    expect(closed).toEqual(closed.toSorted((a, b) => Math.floor(b / 10) - Math.floor(a / 10) || b - a));
  });

  test('a filter keeps the order, and the counts agree with the pages', async () => {
    const p1 = await listTicketQueue(database.db, { view: 'open', priority: 'P1', limit: 100 });
    const { byPriority, unanswered } = await findQueueCounts(database.db);
    expect(p1).toHaveLength(byPriority.P1);
    const open = await readAll('open');
    expect(unanswered).toBe(open.filter((no) => no % 3 !== 0).length);
    expect((await findOldestUnanswered(database.db))?.no).toBe(Math.min(...open.filter((no) => no % 3 !== 0)));
  });

  test('an organisation reads its own, newest first', async () => {
    const own = await listTicketsOf(database.db, { organizationId }, { open: true, before: 20, limit: 3 });
    expect(own.map((ticket) => ticket.no)).toEqual([18, 17, 16]);
  });

  test('what is no cursor is none', () => {
    for (const text of [null, '', 'P5.1', 'P1', 'P1.', 'P1.1.1', '-1.2', "P1.1' or 1=1", '1'.repeat(40)])
      expect(parseCursor(text)).toBeUndefined();
  });
});
