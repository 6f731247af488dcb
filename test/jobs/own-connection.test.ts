import { expect, test } from 'vitest';
import type { ProbeResult } from '#domain/watching/probe-result';
import { type DoubtedCheck, OwnConnection } from '#jobs/pollers/own-connection';
import { createLog } from '#lib/log';
import { TestClock } from '#test/support/context';

type Answer = 'working' | 'lost';
const ok: ProbeResult = { ok: true, latencyMs: 5, timings: { totalMs: 5 } };
const failed = (totalMs = 5, cause: 'timeout' | 'misconfigured' = 'timeout'): ProbeResult => ({
  ...({ ok: false, cause, detail: '' } as const),
  ...{ latencyMs: totalMs, timings: { totalMs } },
});
const check = (id = 'a', more: Partial<DoubtedCheck> = {}): DoubtedCheck => ({
  ...{ id, kind: 'http', state: 'up', failureCount: 0, failAfter: 3, ...more },
});

interface Scene {
  readonly connection: OwnConnection;
  readonly clock: TestClock;
  readonly told: Answer[];
  answer: Answer;
}

function sceneOf(canBeAsked = true, changed?: (state: Answer) => Promise<void>): Scene {
  const clock = new TestClock();
  const told: Answer[] = [];
  const scene = { clock, told, answer: 'working' as Answer };
  const connection = new OwnConnection({
    log: createLog('silent'),
    now: clock.now,
    witnesses: { canBeAsked, ask: async () => (canBeAsked ? scene.answer : 'cannot-be-asked') },
    changed: changed ?? (async (state) => void told.push(state)),
  });
  return Object.assign(scene, { connection });
}

test('a failure under way while the connection was lost is ours, also when it is back before we ask again', async () => {
  const scene = sceneOf();
  scene.answer = 'lost';
  expect(await scene.connection.stateFor(check('a'), failed())).toBe('lost');
  scene.answer = 'working';
  expect(await scene.connection.stateFor(check('b'), failed(10_000))).toBe('lost');
  expect(await scene.connection.stateFor(check('c'), failed(0))).toBe('working');
  await expect.poll(() => scene.told).toEqual(['lost', 'working']);
});

test('a failure that began before the connection was known to be back is ours, though no witness was asked meanwhile', async () => {
  const scene = sceneOf();
  scene.answer = 'lost';
  await scene.connection.stateFor(check('a'), failed());
  await new Promise((resolve) => setTimeout(resolve, 5));
  scene.answer = 'working';
  expect(await scene.connection.stateFor(check('b', { failAfter: 1 }), failed(1))).toBe('lost');
  expect(await scene.connection.stateFor(check('b', { failAfter: 1 }), failed(0))).toBe('working');
});

test('what failed between two good answers of the witnesses is no work of our connection', async () => {
  const { connection, clock } = sceneOf();
  const first = clock.at;
  await connection.stateFor(check(), failed());
  expect(connection.witnessedUntil).toBeNull();
  clock.advance(4_000);
  await connection.stateFor(check(), failed());
  expect(connection.witnessedUntil).toBeNull();
  clock.advance(6_000);
  await connection.stateFor(check(), failed());
  expect(connection.witnessedUntil).toBe(first);
});

test('a lost connection between them starts anew', async () => {
  const scene = sceneOf();
  await scene.connection.stateFor(check(), failed());
  scene.clock.advance(10_000);
  scene.answer = 'lost';
  await scene.connection.stateFor(check(), failed());
  scene.clock.advance(10_000);
  scene.answer = 'working';
  await scene.connection.stateFor(check(), failed());
  expect(scene.connection.witnessedUntil).toBeNull();
});

test('without witnesses, neither the word of a job nor a check that cannot run says whether we reach anybody', async () => {
  const { connection, told } = sceneOf(false);
  await connection.stateFor(check('job', { kind: 'heartbeat' }), ok);
  expect(told).toEqual([]);
  for (const id of ['a', 'b']) expect(await connection.stateFor(check(id), failed())).toBe('working');
  await connection.stateFor(check('wrong'), failed(5, 'misconfigured'));
  expect(await connection.stateFor(check('b'), failed())).toBe('working');
  expect(await connection.stateFor(check('c'), failed())).toBe('lost');
});

test('changes are told one after the other, and again where telling failed', async () => {
  const told: string[] = [];
  let fails = true;
  const scene = sceneOf(true, async (state) => {
    await new Promise((resolve) => setTimeout(resolve, state === 'lost' ? 30 : 1));
    if (fails) throw new Error('The database is away.');
    told.push(state);
  });
  scene.answer = 'lost';
  await scene.connection.stateFor(check(), failed());
  await expect
    .poll(async () => {
      fails = false;
      await scene.connection.stateFor(check(), failed());
      return told;
    })
    .toEqual(['lost']);
  scene.answer = 'working';
  await scene.connection.stateFor(check(), failed());
  scene.answer = 'lost';
  await scene.connection.stateFor(check(), failed());
  await expect.poll(() => told).toEqual(['lost', 'working', 'lost']);
});
