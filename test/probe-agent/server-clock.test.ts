import { expect, test } from 'vitest';
import { BackOff } from '../../src/probe-agent/back-off.ts';
import { ServerClock } from '../../src/probe-agent/server-clock.ts';

const begin = () => {
  const machine = { now: 1_000 };
  const clock = new ServerClock(() => machine.now);
  const read = (serverTime: number, tookMs: number): void =>
    clock.read({ serverTime, askedAt: machine.now - tookMs, answeredAt: machine.now });
  return { machine, clock, read };
};

test('knows no time before the server told it, and none after a doubt', () => {
  const { clock, read } = begin();
  expect(clock.now()).toBeUndefined();
  read(500_000, 0);
  expect(clock.now()).toBe(500_000);
  clock.doubt();
  expect(clock.now()).toBeUndefined();
});

test('takes half of the way into account, and keeps a good reading against a bad one', () => {
  const { machine, clock, read } = begin();
  read(500_000, 20);
  expect(clock.now()).toBe(500_010);
  machine.now += 1_000;
  read(500_600, 900);
  expect(clock.now()).toBe(501_010);
});

test('follows a server whose clock was set', () => {
  const { machine, clock, read } = begin();
  read(500_000, 20);
  machine.now += 1_000;
  read(400_000, 900);
  expect(clock.now()).toBe(400_450);
});

test('waits longer after each failure, up to twenty seconds, and never in step with others', () => {
  const backOff = new BackOff();
  const waits = Array.from({ length: 9 }, () => backOff.nextMs(() => 1));
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000, 20_000, 20_000]);
  backOff.reset();
  expect([backOff.nextMs(() => 0), backOff.nextMs(() => 0)]).toEqual([500, 1_000]);
});
