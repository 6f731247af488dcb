import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createStaticFiles } from '#server/static-files';

test('a file that can no longer be read ends its answer, and others are served on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'outage-ledger-static-'));
  for (const name of ['gone.css', 'there.css']) writeFileSync(join(folder, name), 'a { color: red }');
  const serve = createStaticFiles(folder);
  rmSync(join(folder, 'gone.css'));
  const server = createServer((req, res) => serve(req, res)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await expect(fetch(`${url}/gone.css`).then((answer) => answer.text())).rejects.toThrow();
  expect(await (await fetch(`${url}/there.css`)).text()).toBe('a { color: red }');
  server.close();
  rmSync(folder, { recursive: true });
});
