import { randomUUIDv7 } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { connect } from '#db/connect';
import { listOutages } from '#db/queries/outages';
import { CheckPoller } from '#jobs/pollers/check-poller';
import { checkPolicy } from '#lib/address-policy';
import { createLog } from '#lib/log';
import { NO_SECRETS } from '#test/support/check-secrets';
import { SYSTEM } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { httpTarget, type Target } from '#test/support/http-target';
import { addCheck, addService } from '#test/support/rows';

const CHECKS = Number(process.env['HANGING_CHECKS'] ?? 120);
const SERVICES = CHECKS / 30;
const LONGEST_MS = 60_000 + 30 * CHECKS;
const EVER = { startedAt: 0, endedAt: Number.MAX_SAFE_INTEGER };

onEachDatabase('targets that all hang, polled by two processes', (database) => {
  const stopping = new AbortController();
  const asked = new Map<string, number>();
  let twiceAtOnce = 0;
  let target: Target | undefined;
  afterAll(async () => {
    stopping.abort();
    await target?.close();
  });

  test(
    'are all found down, and none is asked twice at once',
    async () => {
      target = await httpTarget((request, response) => {
        const path = request.url ?? '';
        const open = (asked.get(path) ?? 0) + 1;
        asked.set(path, open);
        if (open > 1) twiceAtOnce += 1;
        response.once('close', () => asked.set(path, (asked.get(path) ?? 1) - 1));
      });
      const serviceIds: string[] = [];
      for (let index = 0; index < SERVICES; index += 1) serviceIds.push(await addService(database.db));
      for (let index = 0; index < CHECKS; index += 1) {
        await addCheck(database.db, serviceIds[index % SERVICES] ?? '', {
          ...{ target: JSON.stringify({ url: `${target.url}/${index}` }), intervalMs: 10_000, timeoutMs: 1_000 },
          ...{ failAfter: 3, recheckMs: 2_000, nextDueAt: Date.now(), lastSampleAt: null },
        });
      }
      const pollers = [1, 2].map(() => {
        const { db } = connect(database.url, { busyTimeoutMs: 1 });
        const ctx = { db, now: Date.now, newId: randomUUIDv7, actor: SYSTEM };
        return new CheckPoller({
          ...{ ...NO_SECRETS, ctx, log: createLog('silent'), signal: stopping.signal },
          ...{ policy: checkPolicy(['127.0.0.0/8']), witnesses: { canBeAsked: true, ask: async () => 'working' } },
        });
      });
      const ticking = setInterval(() => {
        for (const poller of pollers) void poller.tick();
      }, 500);
      const down = async () => {
        const { count } = await database.db
          .selectFrom('healthCheck')
          .select((eb) => eb.fn.countAll<number>().as('count'))
          .where('state', '=', 'down')
          .executeTakeFirstOrThrow();
        return Number(count);
      };
      try {
        await expect.poll(down, { timeout: LONGEST_MS, interval: 500 }).toBe(CHECKS);
      } finally {
        clearInterval(ticking);
        stopping.abort();
        await Promise.all(pollers.map((poller) => poller.settled()));
      }
      expect(twiceAtOnce).toBe(0);
      const outages = await listOutages(database.db, serviceIds, EVER);
      expect(outages).toHaveLength(SERVICES);
    },
    LONGEST_MS + 20_000,
  );
});
