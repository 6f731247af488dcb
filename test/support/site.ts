import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Connection } from '#db/connect';
import type { MemberRole, OperatorRole } from '#domain/words';
import { newId } from '#lib/new-id';
import { type Accounts, createAccounts } from '#server/accounts/accounts';
import { openServerSecret } from '#server/server-secret';
import { buildOnce } from './build.ts';
import { SYSTEM } from './context.ts';
import { freePort } from './global-setup.ts';
import { type SignedIn, Visitor } from './visitor.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PASSWORD = 'a long phrase only tests know';

/** The real site as a process of its own, on the database of a test. */
export interface TestSite {
  readonly url: string;
  readonly accounts: Accounts;
  /** Where its server secret lies: another process on the same database needs the same one. */
  readonly dataDir: string;
  /** What the process has written so far, to both of its outputs. */
  readonly output: () => string;
  /** A browser without an account: keeps cookies, sends the headers of a same-origin form, does not follow redirects. */
  asVisitor(): Visitor;
  asOperator(roles?: readonly OperatorRole[]): Promise<SignedIn>;
  asMember(organizationId: string | 'new', role?: MemberRole): Promise<SignedIn & { readonly organizationId: string }>;
  addOrganization(name?: string): Promise<string>;
  stop(): Promise<void>;
}

export interface SiteOptions {
  /** Added to the environment of the process; ROLE is `web` unless said otherwise. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where the server secret lies; a fresh folder unless given. */
  readonly dataDir?: string;
  /** A free one unless given. */
  readonly port?: number;
}

/** Starts the site and waits until it is ready; whoever starts it stops it. */
export async function startSite(
  database: { readonly url: string; readonly connection: Connection },
  { env = {}, dataDir, port: givenPort }: SiteOptions = {},
): Promise<TestSite> {
  buildOnce();
  const folder = dataDir ?? mkdtempSync(join(tmpdir(), 'outage-ledger-site-'));
  const port = givenPort ?? (await freePort());
  const url = env['PUBLIC_URL'] ?? `http://127.0.0.1:${port}`;
  const { child, output } = spawnProcess({
    ROLE: 'web',
    CATALOGUE: 'none',
    LOG_LEVEL: 'warn',
    PORT: String(port),
    DATA_DIR: folder,
    DATABASE_URL: database.url,
    ...env,
  });
  const loopback = `http://127.0.0.1:${port}`;
  await untilReady(loopback, child, output);
  const ctx = { db: database.connection.db, now: Date.now, newId, actor: SYSTEM };
  const secret = await openServerSecret(ctx, folder);
  const accounts = createAccounts({ connection: database.connection, publicUrl: url, siteName: 'Test', secret });
  const addOrganization = (name = `Organisation ${randomBytes(3).toString('hex')}`): Promise<string> =>
    accounts.createOrganization(ctx, name);

  async function signInNewPerson(grant: (userId: string) => Promise<void>): Promise<SignedIn> {
    const email = `${randomBytes(6).toString('hex')}@example.com`;
    const userId = await accounts.createPerson(ctx, { email, name: `Person ${email.slice(0, 6)}`, password: PASSWORD });
    await grant(userId);
    const visitor = new Visitor(loopback);
    const visit = { cookie: '', userAgent: 'test', address: '127.0.0.1' };
    const outcome = await accounts.signIn(ctx, { email, password: PASSWORD }, visit);
    await ctx.db.deleteFrom('attempt').execute();
    if (outcome.kind !== 'signed-in') throw new Error(`The test person could not sign in: ${outcome.kind}.`);
    visitor.keep(outcome.cookies);
    return Object.assign(visitor, { userId, email, password: PASSWORD });
  }

  return {
    url: loopback,
    dataDir: folder,
    accounts,
    output,
    addOrganization,
    asVisitor: () => new Visitor(loopback),
    asOperator: (roles = ['incidents', 'tickets', 'money', 'audit']) =>
      signInNewPerson(async (userId) => {
        const rows = roles.map((role) => ({ userId, role, grantedAt: Date.now(), grantedBy: 'test' }));
        await ctx.db.insertInto('operatorRole').values(rows).execute();
      }),
    asMember: async (organizationId, role = 'admin') => {
      const id = organizationId === 'new' ? await addOrganization() : organizationId;
      const person = await signInNewPerson(async (userId) => {
        await accounts.addMember(ctx, { userId, organizationId: id, role });
      });
      return Object.assign(person, { organizationId: id });
    },
    stop: async () => {
      await stopProcess(child);
      if (dataDir === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The process entry, with nothing from this process's environment but where programs are found. */
export function spawnProcess(env: Readonly<Record<string, string>>): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'src/main.ts'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], TZ: 'Pacific/Apia', NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A test that fails before it stops its site leaves nothing running.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8');
    stream?.on('data', (chunk: string) => {
      text += chunk;
    });
  }
  return { child, output: () => text };
}

async function untilReady(url: string, child: ChildProcess, output: () => string): Promise<void> {
  const giveUpAt = performance.now() + 30_000;
  while (performance.now() < giveUpAt) {
    if (child.exitCode !== null) break;
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  child.kill('SIGKILL');
  throw new Error(`The site did not start:\n${output()}`);
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
