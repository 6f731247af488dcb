import { expect, test } from 'vitest';
import { mostOpenFiles } from '#jobs/pollers/most-open-files';
import { WaitingRoom } from '#jobs/pollers/waiting-room';

const never = new Promise<void>(() => undefined);
const isLetIn = async (room: WaitingRoom, host?: string): Promise<boolean> => {
  const { promise: over, resolve: finish } = Promise.withResolvers<void>();
  const entering = room.enterAfter(0, { over, host });
  setTimeout(finish, 50);
  return (await entering) !== undefined;
};

test('who has lasted too long is let in while there is room, and whoever leaves makes room', async () => {
  const room = new WaitingRoom(2);
  const leave = await room.enterAfter(0, { over: never, host: undefined });
  await room.enterAfter(0, { over: never, host: undefined });
  expect(await isLetIn(room)).toBe(false);
  leave?.();
  expect(await isLetIn(room)).toBe(true);
});

test('who found no room is let in as soon as somebody leaves, unless over by then', async () => {
  const room = new WaitingRoom(1);
  const leave = await room.enterAfter(0, { over: never, host: 'a.example' });
  expect(await isLetIn(room)).toBe(false);
  const entering = room.enterAfter(0, { over: never, host: 'b.example' });
  expect(await isLetIn(room)).toBe(false);
  leave?.();
  const leaveToo = await entering;
  expect(leaveToo).toBeDefined();
  leaveToo?.();
  expect(await isLetIn(room)).toBe(true);
});

test('one host may fill the room until it is nearly full: the rest is for the others', async () => {
  const room = new WaitingRoom(8);
  for (let index = 0; index < 6; index += 1) {
    expect(await room.enterAfter(0, { over: never, host: 'hangs.example' })).toBeDefined();
  }
  expect(await isLetIn(room, 'hangs.example')).toBe(false);
  expect(await isLetIn(room, 'other.example')).toBe(true);
});

test('what is over in time does not enter', async () => {
  expect(await new WaitingRoom(4).enterAfter(60_000, { over: Promise.resolve(), host: undefined })).toBeUndefined();
});

test('the system tells how many files may be open', () => {
  expect(mostOpenFiles()).toBeGreaterThan(100);
});
