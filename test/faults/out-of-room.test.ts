import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { httpTarget, type Target } from '#test/support/http-target';

/** Asks a target twice: with room, and with every file this process may open in use. */
const SCRIPT = `
import { openSync } from 'node:fs';
import { probe } from '#jobs/probes/probe';
import { checkPolicy } from '#lib/address-policy';
const check = { kind: 'http', target: JSON.stringify({ url: process.argv[1] }), timeoutMs: 5000 };
const ask = () => probe(check, { policy: checkPolicy(['127.0.0.0/8']) });
const before = await ask();
try { for (;;) openSync('/dev/null', 'r'); } catch {}
const full = await ask();
console.log(JSON.stringify([before.ok, full.cause]));
`;

let target: Target;
beforeAll(async () => {
  target = await httpTarget((_request, response) => void response.setHeader('connection', 'close').end());
});
afterAll(() => target.close());

test('a process that may open no more files says so, and nothing of its target', async () => {
  const line = 'ulimit -n 64; exec "$0" --input-type=module -e "$1" "$2"';
  const { stdout } = await promisify(execFile)('bash', ['-c', line, process.execPath, SCRIPT, target.url]);
  expect(JSON.parse(stdout)).toEqual([true, 'out-of-room']);
}, 30_000);
