import { rmSync } from 'node:fs';
import type { CommandContext } from '#commands/context';
import { loadPolicies } from '#commands/load-policies';
import { type Config, readConfig } from '#config';
import { connect } from '#db/connect';
import { migrateToLatest } from '#db/migrate';
import { newId } from '#lib/new-id';
import { readShippedPolicies } from '#lib/sla-policy-file';
import { createAccounts } from '#server/accounts/accounts';
import { openServerSecret } from '#server/server-secret';
import { startProcess } from '../start-process.ts';
import { loadWatchedServices } from './load-watched-services.ts';
import { seedDesk } from './seed-desk.ts';
import { seedPast } from './seed-past.ts';
import { type DemoPeople, seedPeople } from './seed-people.ts';
import { startSimulatedServices } from './simulated-services.ts';

const DATA_DIR = 'data/demo';

/** The whole product on invented data: services that fail and recover by themselves, and a past to look at. Starts anew each time. */
export async function runDemo(env: NodeJS.ProcessEnv): Promise<void> {
  const simulated = await startSimulatedServices(Date.now);
  // The jobs thread reads the same environment.
  Object.assign(env, {
    DATA_DIR,
    DATABASE_URL: `sqlite:${DATA_DIR}/outage-ledger.db`,
    CATALOGUE: 'none',
    SITE_NAME: env['SITE_NAME'] ?? 'Workspace Status',
    PROBE_ALLOW_CIDRS: '127.0.0.0/8',
    WEBHOOK_ALLOW_CIDRS: '127.0.0.0/8',
    WITNESSES: `tcp://127.0.0.1:${simulated.port}`,
    LOG_LEVEL: env['LOG_LEVEL'] ?? 'warn',
  });
  const config = readConfig(env);
  rmSync(DATA_DIR, { recursive: true, force: true });
  const people = await seed(config, simulated.url);
  await startProcess(env);
  printWelcome(config, people);
}

async function seed(config: Config, simulatedUrl: string): Promise<DemoPeople> {
  const connection = connect(config.databaseUrl);
  try {
    await migrateToLatest(connection, config.databaseUrl);
    const ctx: CommandContext = {
      db: connection.db,
      now: Date.now,
      newId,
      actor: { kind: 'system', id: null, name: 'Demo' },
    };
    const secret = await openServerSecret(ctx, config.dataDir);
    const accounts = createAccounts({ connection, publicUrl: config.publicUrl, siteName: config.siteName, secret });
    await loadPolicies(ctx, { policies: readShippedPolicies() });
    await loadWatchedServices(ctx, simulatedUrl);
    const people = await seedPeople(ctx, accounts);
    const services = await listDemoServices(ctx);
    await seedPast(ctx, services);
    await seedDesk({ ctx, people, serviceIds: new Map(services.map(({ slug, id }) => [slug, id])) });
    return people;
  } finally {
    await connection.close();
  }
}

async function listDemoServices(ctx: CommandContext): Promise<Parameters<typeof seedPast>[1]> {
  const services = await ctx.db
    .selectFrom('service')
    .select(['id', 'slug', 'names', 'providerKey'])
    .orderBy('position')
    .execute();
  const checks = await ctx.db.selectFrom('healthCheck').select(['id', 'serviceId']).execute();
  return services.map(({ names, ...service }) => ({
    ...service,
    name: String(JSON.parse(names).en),
    checkIds: checks.filter(({ serviceId }) => serviceId === service.id).map(({ id }) => id),
  }));
}

function printWelcome(config: Config, people: DemoPeople): void {
  const width = Math.max(...people.all.map(({ email }) => email.length));
  const accounts = people.all.map(({ email, password, may }) => `  ${email.padEnd(width)}  ${password}  ${may}`);
  console.log(
    [
      '',
      `The demo runs on ${config.publicUrl} (everything in it is invented and starts anew each time).`,
      'Gmail fails in half a minute and recovers by itself; others follow.',
      '',
      `Sign in at ${config.publicUrl}/sign-in`,
      ...accounts,
      '',
      `  admins: ${config.publicUrl}/portal    operators: ${config.publicUrl}/console`,
      '',
    ].join('\n'),
  );
}
