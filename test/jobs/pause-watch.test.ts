import { expect, test } from 'vitest';
import { PauseWatch } from '#jobs/pollers/pause-watch';

/** Clocks that are moved by hand; the watch is looked at instead of its own beat. */
function scene() {
  let wall = Date.parse('2026-11-22T12:00:00Z');
  let monotonic = 0;
  const noticed: unknown[] = [];
  const watch = new PauseWatch((one) => noticed.push(one), { wall: () => wall, monotonic: () => monotonic });
  const pass = (ms: number, civilMs = ms): void => {
    monotonic += ms;
    wall += civilMs;
  };
  return { watch, pass, noticed };
}

test('beats in time are nothing', () => {
  const { watch, pass, noticed } = scene();
  const before = watch.look();
  for (let beat = 0; beat < 20; beat += 1) {
    pass(260);
    watch.look();
  }
  expect(watch.since(before)).toEqual({ pausedMs: 0, steppedMs: 0 });
  expect(noticed).toEqual([]);
  watch.stop();
});

test('a process that was stopped notices it at its first look, before the timers that were due', () => {
  const { watch, pass } = scene();
  const before = watch.look();
  pass(2_250);
  expect(watch.since(before)).toEqual({ pausedMs: 2_000, steppedMs: 0 });
  watch.stop();
});

test('a clock that is set, either way, is told apart from time that passed', () => {
  const { watch, pass, noticed } = scene();
  const before = watch.look();
  pass(250, 3_600_250);
  watch.look();
  pass(250, -3_599_750);
  expect(noticed).toHaveLength(1);
  expect(watch.since(before)).toEqual({ pausedMs: 0, steppedMs: 0 });
  expect(noticed).toEqual([
    { pausedMs: 0, steppedMs: 3_600_000 },
    { pausedMs: 0, steppedMs: -3_600_000 },
  ]);
  watch.stop();
});

test('for a second after a stop of a second it is catching up', () => {
  const { watch, pass } = scene();
  pass(900);
  watch.look();
  expect(watch.isCatchingUp()).toBe(false);
  pass(1_250);
  watch.look();
  expect(watch.isCatchingUp()).toBe(true);
  pass(1_000);
  expect(watch.isCatchingUp()).toBe(false);
  watch.stop();
});
