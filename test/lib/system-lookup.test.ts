import type { LookupAddress } from 'node:dns';
import { expect, test } from 'vitest';
import { checkPolicy } from '#lib/address-policy';
import { fetchFailure } from '#lib/fetch-failure';
import { lookUp } from '#lib/guarded-socket';
import { startPhaseClock } from '#lib/phase-clock';
import { LookupRoom, lookupRoomOf, systemLookup } from '#lib/system-lookup';

const ANSWER: readonly LookupAddress[] = [{ address: '192.0.2.1', family: 4 }];
const NEVER = { signal: new AbortController().signal, onWait: () => undefined };

/** A room whose lookups are answered by hand. */
function roomOf(size: number) {
  const begun: string[] = [];
  const answers = new Map<string, () => void>();
  const room = new LookupRoom((hostname) => {
    begun.push(hostname);
    return new Promise((resolve) => answers.set(hostname, () => resolve(ANSWER)));
  }, size);
  return { room, begun, answer: (hostname: string) => answers.get(hostname)?.() };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('whoever asks for a name that is being looked up shares the answer, and later ones ask again', async () => {
  const first = systemLookup('127.0.0.1', NEVER);
  expect(systemLookup('127.0.0.1', NEVER)).toBe(first);
  expect(await first).toEqual([{ address: '127.0.0.1', family: 4 }]);
  expect(systemLookup('127.0.0.1', NEVER)).not.toBe(first);
});

test('names that never answer take no more than their room; the next in line begins when one ends', async () => {
  const { room, begun, answer } = roomOf(2);
  const found = ['a', 'b', 'c', 'd', 'a'].map((hostname) => room.find(hostname, NEVER));
  await turn();
  expect(begun).toEqual(['a', 'b']);
  answer('b');
  expect(await found[1]).toEqual(ANSWER);
  await turn();
  expect(begun).toEqual(['a', 'b', 'c']);
  for (const hostname of ['a', 'c']) answer(hostname);
  await turn();
  answer('d');
  expect(await Promise.all(found)).toHaveLength(5);
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
});

test('a name for which nobody waits any more is not looked up when its turn comes', async () => {
  const { room, begun, answer } = roomOf(1);
  const first = room.find('a', NEVER);
  const waiting = new AbortController();
  const given = room.find('b', { ...NEVER, signal: waiting.signal });
  given.catch(() => undefined);
  const last = room.find('c', NEVER);
  await turn();
  waiting.abort();
  answer('a');
  await first;
  await turn();
  answer('c');
  expect(await last).toEqual(ANSWER);
  expect(begun).toEqual(['a', 'c']);
});

test('who waits in vain for a thread to look a name up has learned nothing of the target; who waits for its answer has', async () => {
  const { room } = roomOf(1);
  const causes = ['a.test', 'b.test'].map(async (hostname) => {
    const deadline = new AbortController();
    const clock = startPhaseClock();
    const asking = lookUp({
      ...{ hostname, port: '80', protocol: 'http:', signal: deadline.signal, clock },
      policy: checkPolicy([]),
      resolve: (name, asker) => room.find(name, asker),
    });
    setImmediate(() => deadline.abort(new Error('late')));
    return asking.then(
      () => 'found',
      (error: unknown) => fetchFailure(error, deadline.signal, clock).cause,
    );
  });
  expect(await Promise.all(causes)).toEqual(['timeout', 'out-of-room']);
});

test('whoever asks anew for a name that others gave up is answered, whenever that is', async () => {
  for (let turns = 0; turns < 12; turns += 1) {
    const { room, answer } = roomOf(1);
    const first = room.find('a', NEVER);
    const waiting = new AbortController();
    room.find('b', { ...NEVER, signal: waiting.signal }).catch(() => undefined);
    await turn();
    waiting.abort();
    answer('a');
    for (let passed = 0; passed < turns; passed += 1) await Promise.resolve();
    const anew = room.find('b', NEVER);
    await first;
    await turn();
    answer('b');
    expect(await anew).toEqual(ANSWER);
  }
});

test('lookups leave threads for files, passwords and those who look names up by themselves', () => {
  expect([1, 2, 4, 8, 32, 64].map(lookupRoomOf)).toEqual([1, 1, 1, 2, 12, 28]);
});
