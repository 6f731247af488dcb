import { beforeAll, beforeEach, expect, test } from 'vitest';
import { noteDisk } from '#commands/note-disk';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addOperator } from '#test/support/people-rows';

onEachDatabase('operators are told of a full disk', (database) => {
  const clock = new TestClock();
  const ctx = () => testContext(database.db, clock);
  const subjects = async () => {
    const rows = await database.db.deleteFrom('delivery').returning('message').execute();
    return rows.map(({ message }): string => JSON.parse(message).subject);
  };

  beforeAll(async () => {
    await addOperator(database.db, { email: 'operator@disk.example', roles: ['incidents'] });
  });
  beforeEach(async () => {
    await database.db.deleteFrom('delivery').execute();
  });

  test('once, whoever of several processes sees it and however often, and once when there is room', async () => {
    expect(await noteDisk(ctx(), { isFull: false })).toBe(false);
    const told = await Promise.all([1, 2, 3].map(() => noteDisk(ctx(), { isFull: true })));
    expect(told.filter(Boolean)).toHaveLength(1);
    expect(await noteDisk(ctx(), { isFull: true })).toBe(false);
    expect(await subjects()).toEqual(['The disk of the database is full']);
    const over = await Promise.all([1, 2, 3].map(() => noteDisk(ctx(), { isFull: false })));
    expect(over.filter(Boolean)).toHaveLength(1);
    expect(await subjects()).toEqual(['The disk of the database has room again']);
  });
});
