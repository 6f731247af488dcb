import { expect, test } from 'vitest';
import { httpTarget } from '#test/support/http-target';
import { ServerClock } from '../../src/probe-agent/server-clock.ts';
import { ServerLink } from '../../src/probe-agent/server-link.ts';

const ask = async (server: string) => {
  const link = new ServerLink({ server, token: 'x'.repeat(43), version: '1', clock: new ServerClock() });
  return link.getAssignment(null, AbortSignal.timeout(5_000));
};

test('follows no redirect: the token goes to one server alone', async () => {
  const seen: (string | undefined)[] = [];
  const other = await httpTarget((req, res) => {
    seen.push(req.headers.authorization);
    res.end('{}');
  });
  const moved = await httpTarget((_req, res) => res.writeHead(302, { location: other.url }).end());
  expect(await ask(moved.url)).toMatchObject({
    kind: 'refused',
    code: 'not-ours',
    sentence: expect.stringContaining(other.url),
  });
  expect(seen).toEqual([]);
  await Promise.all([other.close(), moved.close()]);
});

test('tells a server that is not one of ours, another version, and one that is overloaded apart', async () => {
  const answers: readonly [number, string][] = [
    [200, '<html>'],
    [200, '{"protocol":2}'],
    [404, 'nothing'],
    [503, '{"code":"unavailable","message":"Later."}'],
    [401, '{"code":"token","message":"No."}'],
  ];
  let turn = 0;
  const target = await httpTarget((_req, res) => {
    const [status, body] = answers[turn++] ?? [500, ''];
    res.writeHead(status).end(body);
  });
  const found = [];
  for (const _ of answers) {
    const answer = await ask(target.url);
    found.push(answer.kind === 'refused' ? answer.code : answer.kind);
  }
  expect(found).toEqual(['version', 'version', 'not-ours', 'away', 'token']);
  await target.close();
  expect(await ask(target.url)).toMatchObject({ kind: 'away', sentence: expect.stringContaining('cannot be reached') });
});
