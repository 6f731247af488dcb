import { expect, test } from 'vitest';
import type { ClaimedCheck } from '#commands/claim-due-checks';
import { CheckLanes } from '#jobs/pollers/check-lanes';

const never = (): Promise<void> => new Promise(() => undefined);
const check = (row: Partial<ClaimedCheck>): ClaimedCheck => ({ startsAt: 0, ...row }) as ClaimedCheck;

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
