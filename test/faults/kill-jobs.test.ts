import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { onEachDatabase } from '#test/support/databases';
import { httpTarget, rawTarget } from '#test/support/http-target';
import { addCheck, addService } from '#test/support/rows';
import { spawnProcess } from '#test/support/site';
import { addSubscriber } from '#test/support/subscribers';

const KILLS = 6;
const CHECKS = 12;

onEachDatabase('a jobs process that is killed again and again', (database) => {
  test('loses no sample that was written, opens nothing twice, and the next one carries on', async () => {
    const { db } = database;
    let status = 200;
    const target = await httpTarget((_request, response) => {
      response.statusCode = status;
      // Some time in flight, so that kills hit every stage.
      setTimeout(() => response.end(), 30);
    });
    const witness = await rawTarget(() => undefined);
    const dataDir = mkdtempSync(join(tmpdir(), 'outage-ledger-kill-'));
    await addSubscriber(db, { address: `${target.url}/hook` });
    const services = await Promise.all([1, 2, 3].map(() => addService(db, { flapMs: 0 })));
    for (let index = 0; index < CHECKS; index += 1) {
      await addCheck(db, services[index % services.length] ?? '', {
        ...{ target: JSON.stringify({ url: target.url }), intervalMs: 1_000, timeoutMs: 1_000, nextDueAt: 0 },
        ...{ failAfter: 2, recoverAfter: 2, state: 'unknown', surface: index % 2 === 0 ? 'web' : 'api' },
      });
    }

    const start = (): ChildProcess =>
      spawnProcess({
        ...{ ROLE: 'jobs', CATALOGUE: 'none', LOG_LEVEL: 'error', DATA_DIR: dataDir, DATABASE_URL: database.url },
        ...{ PROBE_ALLOW_CIDRS: '127.0.0.0/8', WITNESSES: `tcp://127.0.0.1:${witness.port}` },
      }).child;
    const writtenSamples = async () =>
      new Set(
        (await db.selectFrom('sample').select(['checkNo', 'at']).execute()).map(
          ({ checkNo, at }) => `${checkNo}@${at}`,
        ),
      );
    const openOutages = async () =>
      (await db.selectFrom('outage').select('id').where('endedAt', 'is', null).execute()).length;
    const until = async (isSo: () => Promise<boolean>) => {
      const giveUpAt = performance.now() + 25_000;
      while (performance.now() < giveUpAt && !(await isSo())) await sleep(40);
      expect(await isSo()).toBe(true);
    };

    try {
      for (let kill = 0; kill < KILLS; kill += 1) {
        status = kill % 2 === 0 ? 500 : 200;
        const before = (await writtenSamples()).size;
        const child = start();
        const enough = before + 2 * CHECKS + kill;
        await until(async () => (await writtenSamples()).size >= enough);
        const acknowledged = await writtenSamples();
        child.kill('SIGKILL');
        await once(child, 'exit');
        const after = await writtenSamples();
        expect([...acknowledged].filter((sample) => !after.has(sample))).toEqual([]);
      }
      status = 200;
      const beforeLast = (await writtenSamples()).size;
      const last = start();
      await until(async () => (await writtenSamples()).size > beforeLast);
      await until(
        async () => (await db.selectFrom('healthCheck').select('id').where('state', '<>', 'up').execute()).length === 0,
      );
      expect(await openOutages()).toBe(0);
      last.kill('SIGTERM');
      expect(await once(last, 'exit')).toEqual([0, null]);

      const outages = await db.selectFrom('outage').selectAll().execute();
      const incidents = await db.selectFrom('incident').selectAll().execute();
      expect(outages.length).toBeGreaterThan(0);
      expect(outages.filter((outage) => outage.incidentId === null)).toEqual([]);
      expect(incidents.filter((incident) => incident.resolvedAt === null)).toEqual([]);
      expect(new Set(outages.map((outage) => outage.incidentId)).size).toBe(incidents.length);
      for (const outage of outages) {
        const others = outages.filter((other) => other.id !== outage.id && other.serviceId === outage.serviceId);
        const overlapping = others.filter(
          (other) => other.startedAt < (outage.endedAt ?? 0) && outage.startedAt < (other.endedAt ?? 0),
        );
        expect(overlapping).toEqual([]);
      }
      const notices = await db.selectFrom('notice').selectAll().execute();
      for (const kind of ['incident.opened', 'incident.resolved']) {
        const told = notices.filter((notice) => notice.kind === kind).map((notice) => notice.incidentId);
        expect(told.toSorted()).toEqual(incidents.map(({ id }) => id).toSorted());
      }
      const deliveries = await db.selectFrom('delivery').select('noticeId').where('noticeId', 'is not', null).execute();
      expect(new Set(deliveries.map(({ noticeId }) => noticeId)).size).toBe(deliveries.length);
      if (database.dialect === 'sqlite') {
        const { rows } = await sql<{ integrityCheck: string }>`pragma integrity_check`.execute(db);
        expect(rows).toEqual([{ integrityCheck: 'ok' }]);
      }
    } finally {
      await target.close();
      await witness.close();
      rmSync(dataDir, { recursive: true, force: true });
    }
  }, 180_000);
});
