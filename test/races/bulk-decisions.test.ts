import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { confirmBulkDecision } from '#commands/confirm-bulk-decision';
import type { CommandContext } from '#commands/context';
import { continueBulkDecisions } from '#commands/continue-bulk-decisions';
import { prepareBulkDecision } from '#commands/prepare-bulk-decision';
import { requestCredit } from '#commands/request-credit';
import { connect } from '#db/connect';
import { listAffectedCredits } from '#db/queries/affected-credits';
import { listBulkItems } from '#db/queries/bulk-decisions';
import { findIncidentReach } from '#db/queries/incident-reach';
import { keyOfAffected } from '#domain/credits/many/affected';
import { TestClock, testContext } from '#test/support/context';
import { adminOf } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { addManyScene, type ManyScene } from '#test/support/many-scene';
import { addOperator } from '#test/support/people-rows';

const SETTLER = fileURLToPath(new URL('../support/settle-until-killed.ts', import.meta.url));
const CONTRACTS = 24;

onEachDatabase('many contracts, many hands', (database) => {
  const clock = new TestClock();
  let serial = 0;

  async function treasurer(): Promise<CommandContext> {
    serial += 1;
    const id = await addOperator(database.db, { email: `hand-${serial}@example.com`, roles: ['money'] });
    return testContext(database.db, clock, { kind: 'operator', id, name: `Hand ${serial}`, roles: ['money'] });
  }

  async function confirmed(scene: ManyScene): Promise<string> {
    const ctx = await treasurer();
    const reach = await findIncidentReach(database.db, scene.incidentId);
    const rows = await listAffectedCredits(database.db, { hits: reach?.hits ?? [], now: clock.now() });
    const { incidentId } = scene;
    const keys = rows.map(keyOfAffected);
    const { id } = await prepareBulkDecision(ctx, { incidentId, action: 'grant', reason: 'Sorry.', keys });
    await confirmBulkDecision(ctx, { id });
    return id;
  }

  /** On PostgreSQL a connection of its own; SQLite waits for a lock with the whole thread, so that threads have one each. */
  async function run(failures: unknown[]): Promise<void> {
    const connection = database.dialect === 'postgres' ? connect(database.url) : undefined;
    const signal = new AbortController().signal;
    await continueBulkDecisions(testContext(connection?.db ?? database.db, clock), {
      signal,
      onFailure: (_, error) => failures.push(error),
    });
    await connection?.close();
  }

  async function grantsByContract(scene: ManyScene): Promise<number[]> {
    const rows = await database.db
      .selectFrom('creditEntry')
      .select(['contractId'])
      .select((eb) => [eb.fn.sum<number>('amount').as('sum'), eb.fn.countAll<number>().as('count')])
      .where('contractId', 'in', [...scene.contracts.days])
      .groupBy('contractId')
      .execute();
    expect(rows.every(({ count }) => Number(count) === 1)).toBe(true);
    return rows.map(({ sum }) => Number(sum));
  }

  test('two operators who grant the same outage at once grant every contract once', async () => {
    const scene = await addManyScene(database.db, { counts: { days: CONTRACTS } });
    const ids = await Promise.all([confirmed(scene), confirmed(scene)]);
    const failures: unknown[] = [];
    await Promise.all([run(failures), run(failures), run(failures)]);
    while ((await waiting(ids)) > 0) await run(failures);
    expect(failures).toEqual([]);
    expect(await grantsByContract(scene)).toEqual(Array(CONTRACTS).fill(3));
    const items = (await Promise.all(ids.map((id) => listBulkItems(database.db, id)))).flat();
    expect(items.filter(({ state }) => state === 'done')).toHaveLength(CONTRACTS);
    expect(items.filter(({ sentence }) => sentence === 'It is granted already.')).toHaveLength(CONTRACTS);
  });

  test('customers who ask in the same moment get one credit each, by whichever hand', async () => {
    const scene = await addManyScene(database.db, { counts: { days: 12 } });
    const id = await confirmed(scene);
    const items = await listBulkItems(database.db, id);
    const failures: unknown[] = [];
    const asking = items.map(({ contractId, organizationId }) => {
      const admin = testContext(database.db, clock, adminOf(organizationId));
      const claim = { contractId, month: '2026-10', serviceIds: [scene.serviceId], note: '', ticketNo: null };
      return requestCredit(admin, { ...claim, lang: 'en' }).catch((error: unknown) => error);
    });
    await Promise.all([run(failures), ...asking]);
    while ((await waiting([id])) > 0) await run(failures);
    expect(failures).toEqual([]);
    expect(await grantsByContract(scene)).toEqual(Array(12).fill(3));
  });

  test('what a killed process left is done by the next one, and nothing twice', async () => {
    const scene = await addManyScene(database.db, { counts: { days: CONTRACTS } });
    const id = await confirmed(scene);
    for (const ids of [40, 73]) {
      const child = spawn(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', SETTLER, database.url, `${ids}`],
        {
          env: { PATH: process.env['PATH'] },
          stdio: 'inherit',
        },
      );
      const [, signal] = await once(child, 'exit');
      expect(signal).toBe('SIGKILL');
    }
    const left = await waiting([id]);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(CONTRACTS);
    const failures: unknown[] = [];
    await run(failures);
    expect(failures).toEqual([]);
    expect(await waiting([id])).toBe(0);
    expect(await grantsByContract(scene)).toEqual(Array(CONTRACTS).fill(3));
    const requests = await database.db
      .selectFrom('creditRequest')
      .select('id')
      .where('contractId', 'in', [...scene.contracts.days])
      .execute();
    expect(requests).toHaveLength(CONTRACTS);
  });

  async function waiting(ids: readonly string[]): Promise<number> {
    const items = (await Promise.all(ids.map((id) => listBulkItems(database.db, id)))).flat();
    return items.filter(({ state }) => state === 'waiting').length;
  }
});
