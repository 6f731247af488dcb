import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { WireResult } from '#lib/probe-protocol';
import { ResultBuffer } from '../../src/probe-agent/result-buffer.ts';

const folder = mkdtempSync(join(tmpdir(), 'outage-ledger-buffer-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const newFile = (): string => join(folder, `results-${++files}`);
const result = (at: number): WireResult => ({ checkId: 'one', at, state: 'up', latencyMs: 1 });
const times = (buffer: ResultBuffer): number[] => buffer.first(1_000_000).map(({ at }) => at);
const fail = (error: unknown): never => {
  throw error;
};

test('gives out the oldest first, and keeps what was not taken', () => {
  const buffer = new ResultBuffer({ file: undefined, onTrouble: fail });
  const results = [1, 2, 3].map(result);
  for (const one of results) buffer.add(one);
  buffer.dropThrough(results[1] ?? result(0));
  expect(times(buffer)).toEqual([3]);
});

test('where there is no more room the oldest give way, and what is told meanwhile is not struck out twice', () => {
  const buffer = new ResultBuffer({ file: undefined, limit: 2, onTrouble: fail });
  const results = [1, 2, 3, 4].map(result);
  for (const one of results.slice(0, 2)) buffer.add(one);
  const [told] = buffer.first(1);
  for (const one of results.slice(2)) buffer.add(one);
  buffer.dropThrough(told ?? result(0));
  expect(times(buffer)).toEqual([3, 4]);
});

test('a file holds what was not taken, whatever became of the process and of its last line', () => {
  const file = newFile();
  const buffer = new ResultBuffer({ file, onTrouble: fail });
  for (const at of [1, 2, 3]) buffer.add(result(at));
  buffer.drop(1);
  appendFileSync(file, '{"add":{"checkId":"one","at":4,"st');
  const next = new ResultBuffer({ file, onTrouble: fail });
  expect(times(next)).toEqual([2, 3]);
  next.add(result(5));
  expect(times(new ResultBuffer({ file, onTrouble: fail }))).toEqual([2, 3, 5]);
  expect(statSync(file).mode & 0o077).toBe(0);
});

test('a file does not grow with what was told', () => {
  const file = newFile();
  const buffer = new ResultBuffer({ file, onTrouble: fail });
  for (let at = 0; at < 6_000; at += 1) {
    buffer.add(result(at));
    buffer.drop(1);
  }
  expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThan(6_000);
  expect(new ResultBuffer({ file, onTrouble: fail }).size).toBe(0);
});

test('a file that cannot be written is told of once; results are kept in memory', () => {
  const troubles: unknown[] = [];
  const buffer = new ResultBuffer({
    file: join(folder, 'nowhere', 'results'),
    onTrouble: (error) => troubles.push(error),
  });
  for (const at of [1, 2]) buffer.add(result(at));
  expect([times(buffer), troubles.length]).toEqual([[1, 2], 1]);
});
