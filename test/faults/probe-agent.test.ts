import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { replacePlaceToken } from '#commands/replace-place-token';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase, type TestDatabase } from '#test/support/databases';
import { freePort } from '#test/support/global-setup';
import { httpTarget, type Target } from '#test/support/http-target';
import { until } from '#test/support/jobs-process';
import { addSharedCheck } from '#test/support/places';
import { type AgentProcess, startAgent } from '#test/support/probe-agent';
import { startSite, type TestSite } from '#test/support/site';

onEachDatabase('an agent and its server as processes', (database) => {
  const folder = mkdtempSync(join(tmpdir(), 'outage-ledger-agent-'));
  const agents: AgentProcess[] = [];
  let hits = 0;
  let target: Target;
  let port: number;
  let site: TestSite | undefined;

  beforeAll(async () => {
    target = await httpTarget((_req, res) => {
      hits += 1;
      res.end('fine');
    });
    port = await freePort();
  });
  afterAll(async () => {
    for (const agent of agents) agent.child.kill('SIGKILL');
    await site?.stop();
    await target.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const serve = async (): Promise<void> => {
    site ??= await startSite(database, { port, dataDir: folder });
  };
  const leave = async (): Promise<void> => {
    await site?.stop();
    site = undefined;
  };
  const begin = async (...more: string[]) => {
    const place = await placeWithCheck(database, target.url);
    const agent = startAgent(['--server', `http://127.0.0.1:${port}`, ...more], { PROBE_TOKEN: place.token });
    agents.push(agent);
    return { agent, ...place };
  };
  const timesOf = async (no: number): Promise<number[]> => {
    const rows = await database.db.selectFrom('placeSample').select('at').where('checkNo', '=', no).execute();
    return rows.map(({ at }) => at);
  };
  const measured = async (no: number): Promise<number> => (await timesOf(no)).length;

  test('what is measured while the server is away arrives later: nothing is lost, nothing is there twice', async () => {
    await serve();
    const { agent, no } = await begin();
    hits = 0;
    await until(async () => (await measured(no)) >= 1, 20_000, agent.output);
    await leave();
    const before = await measured(no);
    const missed = hits + 3;
    await until(() => hits >= missed, 20_000, agent.output);
    expect(await measured(no)).toBe(before);
    await serve();
    await until(async () => (await measured(no)) >= missed, 30_000, agent.output);
    expect(await agent.end('SIGTERM')).toBe(0);
    const told = await measured(no);
    // The last look may have been cut short by the stop.
    expect([hits, hits - 1]).toContain(told);
    expect(agent.output()).toContain('results are kept: http://127.0.0.1');
  });

  test('what an agent had not told when it was killed, the next one tells from the file', async () => {
    const file = join(folder, 'results');
    await serve();
    const { agent, no, token } = await begin('--buffer', file);
    await until(async () => (await measured(no)) >= 1, 20_000, agent.output);
    await leave();
    const told = await timesOf(no);
    const written = (): number[] => [...readFileSync(file, 'utf8').matchAll(/"at":(\d+)/g)].map(([, at]) => Number(at));
    await until(() => written().filter((at) => !told.includes(at)).length >= 3, 20_000, agent.output);
    await agent.end('SIGKILL');
    const kept = written();
    await serve();
    const next = startAgent(['--server', `http://127.0.0.1:${port}`, '--buffer', file], { PROBE_TOKEN: token });
    agents.push(next);
    const isTold = async () => {
      const times = await timesOf(no);
      return kept.every((at) => times.includes(at));
    };
    await until(isTold, 30_000, next.output);
    await until(() => next.output().includes('polling'), 20_000, next.output);
    expect(await next.end('SIGTERM')).toBe(0);
  });

  test('an agent with a token that was replaced says so and ends; one whose server is away waits', async () => {
    await serve();
    const { agent, placeId, token } = await begin();
    await agent.end('SIGTERM');
    await replacePlaceToken(testContext(database.db, new TestClock()), { placeId, revision: 2 });
    const refused = startAgent(['--server', `http://127.0.0.1:${port}`], { PROBE_TOKEN: token });
    agents.push(refused);
    await until(() => refused.child.exitCode !== null, 20_000, refused.output);
    expect([refused.child.exitCode, refused.output()]).toEqual([2, expect.stringContaining('No place has this token')]);
    await leave();
    const waiting = startAgent(['--server', `http://127.0.0.1:${port}`], { PROBE_TOKEN: 'x'.repeat(43) });
    agents.push(waiting);
    await until(() => waiting.output().includes('cannot be reached'), 20_000, waiting.output);
    expect(await waiting.end('SIGTERM')).toBe(0);
  });
});

async function placeWithCheck(database: TestDatabase, url: string) {
  const ctx = { ...testContext(database.db, new TestClock()), now: Date.now };
  const shared = await addSharedCheck(ctx, ['Paris']);
  const placeId = shared.places[0] ?? '';
  const { token } = await replacePlaceToken(ctx, { placeId, revision: 1 });
  await database.db
    .updateTable('healthCheck')
    .set({ target: JSON.stringify({ url }), intervalMs: 1_000, timeoutMs: 1_000 })
    .where('id', '=', shared.checkId)
    .execute();
  return { no: shared.no, placeId, token };
}
