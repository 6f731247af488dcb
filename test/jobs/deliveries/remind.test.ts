import { expect, test } from 'vitest';
import { pruneDeliveriesBefore } from '#commands/prune-deliveries';
import { queueMail } from '#commands/queue-mail';
import { remindOfUpdate } from '#commands/remind-of-update';
import { listOverduePromises } from '#db/queries/promises';
import { DAY_MS, MINUTE_MS } from '#domain/time';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addOperator } from '#test/support/people-rows';
import { addIncident } from '#test/support/rows';

onEachDatabase('reminders', (database) => {
  const clock = new TestClock();
  const context = () => testContext(database.db, clock);
  const mails = () => database.db.selectFrom('delivery').select('message').execute();

  test('a promised update is reminded of once, by one of two processes, and anew when it is promised anew', async () => {
    await addOperator(database.db, { email: 'grace@example.com', roles: ['incidents'] });
    const incidentId = await addIncident(database.db, [], { nextUpdateDueAt: clock.at + MINUTE_MS });
    await addIncident(database.db, [], { nextUpdateDueAt: clock.at, resolvedAt: clock.at });
    expect(await listOverduePromises(database.db, clock.at)).toEqual([]);
    clock.advance(MINUTE_MS);
    const [promised] = await listOverduePromises(database.db, clock.at);
    if (!promised) throw new Error('Nothing is overdue.');
    expect(promised.incidentId).toBe(incidentId);
    const reminded = await Promise.all([remindOfUpdate(context(), promised), remindOfUpdate(context(), promised)]);
    expect(reminded.toSorted()).toEqual([false, true]);
    expect(await mails()).toHaveLength(1);
    expect(await listOverduePromises(database.db, clock.at)).toEqual([]);

    const again = { ...promised, dueAt: clock.at + 30 * MINUTE_MS };
    await database.db
      .updateTable('incident')
      .set({ nextUpdateDueAt: again.dueAt })
      .where('id', '=', incidentId)
      .execute();
    expect(await remindOfUpdate(context(), promised)).toBe(false);
    clock.advance(30 * MINUTE_MS);
    expect(await listOverduePromises(database.db, clock.at)).toEqual([again]);
    expect(await remindOfUpdate(context(), again)).toBe(true);
    expect(await mails()).toHaveLength(2);
  });

  test('what was finished a month ago is deleted, what is due or kept stays however old', async () => {
    await database.db.deleteFrom('delivery').execute();
    for (const state of ['sent', 'failed', 'cancelled', 'due', 'kept'] as const) {
      const id = await queueMail(context(), { to: 'ada@example.com', subject: state, text: 'x' });
      await database.db.updateTable('delivery').set({ state }).where('id', '=', id).execute();
      await database.db
        .insertInto('deliveryAttempt')
        .values({ deliveryId: id, no: 1, at: 0, outcome: 'sent', durationMs: 1 })
        .execute();
    }
    clock.advance(31 * DAY_MS);
    expect(await pruneDeliveriesBefore(context(), { before: clock.at - 30 * DAY_MS, limit: 2 })).toBe(2);
    expect(await pruneDeliveriesBefore(context(), { before: clock.at - 30 * DAY_MS, limit: 2 })).toBe(1);
    const left = await database.db.selectFrom('delivery').select('state').orderBy('state').execute();
    expect(left.map((row) => row.state)).toEqual(['due', 'kept']);
    expect(await database.db.selectFrom('deliveryAttempt').select('no').execute()).toHaveLength(2);
  });
});
