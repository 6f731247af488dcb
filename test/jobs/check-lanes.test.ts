import { expect, test } from 'vitest';
import type { ClaimedCheck } from '#commands/claim-due-checks';
import { CheckLanes } from '#jobs/pollers/check-lanes';
import { WaitingRoom } from '#jobs/pollers/waiting-room';

const never = (): Promise<void> => new Promise(() => undefined);
const check = (row: Partial<ClaimedCheck> & { host?: string }): ClaimedCheck =>
  ({ startsAt: 0, ...row }) as ClaimedCheck;

test('however many slow checks wait for an answer, a quick one is asked at once', async () => {
  const lanes = new CheckLanes<ClaimedCheck>();
  for (let index = 0; index < 2_000; index += 1) lanes.add(check({ lastLatencyMs: 9_000 }), 0, never);
  const quick = await new Promise((resolve) => {
    lanes.add(check({ lastLatencyMs: 20, slug: 'quick' }), 0, async ({ slug }) => resolve(slug));
  });
  expect(quick).toBe('quick');
  expect(lanes.size).toBeGreaterThanOrEqual(2_000);
  expect([lanes.isFull('slow'), lanes.isFull('quick')]).toEqual([true, false]);
});

test('what is not due yet is taken back unrun', () => {
  const lanes = new CheckLanes<ClaimedCheck>();
  const later = check({ startsAt: 60_000 });
  lanes.add(later, 0, never);
  lanes.add(check({ startsAt: 0 }), 0, never);
  expect(lanes.takeWaiting()).toEqual([later]);
  expect(lanes.size).toBe(1);
});

test('targets that all hang for the first time do not hold up one that answers, and are not counted as done', async () => {
  const lanes = new CheckLanes<ClaimedCheck>();
  for (let index = 0; index < 2_000; index += 1) lanes.add(check({ lastLatencyMs: 20 }), 0, never);
  const quick = await new Promise((resolve) => {
    lanes.add(check({ lastLatencyMs: 20, slug: 'quick' }), 0, async ({ slug }) => resolve(slug));
  });
  expect(quick).toBe('quick');
  await expect.poll(() => lanes.size).toBe(2_000);
});

test('slow checks of one host that hang do not fill their lane while the waiting room has places', async () => {
  const lanes = new CheckLanes<ClaimedCheck>(new WaitingRoom(1_000));
  const started: string[] = [];
  const hanging = check({ lastLatencyMs: 9_000, host: 'hangs.example' });
  for (let index = 0; index < 950; index += 1) lanes.add({ ...hanging }, 0, never);
  const behind = check({ lastLatencyMs: 9_000, slug: 'behind', host: 'other.example' });
  lanes.add(behind, 0, async ({ slug }) => void started.push(slug));
  await expect.poll(() => started, { timeout: 8_000 }).toEqual(['behind']);
}, 12_000);

test('a ping keeps its place as long as it lasts: it is a process, and not only a socket', async () => {
  const lanes = new CheckLanes<ClaimedCheck>(new WaitingRoom(10));
  const started: string[] = [];
  const ping = check({ lastLatencyMs: 9_000, kind: 'icmp' });
  for (let index = 0; index < 500; index += 1) lanes.add(ping, 0, never);
  lanes.add(check({ lastLatencyMs: 9_000, slug: 'behind' }), 0, async ({ slug }) => void started.push(slug));
  await expect(expect.poll(() => started, { timeout: 1_500 }).toEqual(['behind'])).rejects.toThrow();
});

test('a check that is over frees its place at once, and nothing is under way once all are', async () => {
  const lanes = new CheckLanes<ClaimedCheck>();
  let run = 0;
  for (let index = 0; index < 3_000; index += 1)
    lanes.add(check({ lastLatencyMs: 20 }), 0, async () => {
      run += 1;
    });
  await lanes.idle();
  expect([run, lanes.size]).toEqual([3_000, 0]);
});
