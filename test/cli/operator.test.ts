import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { onEachDatabase } from '#test/support/databases';
import { addOperator } from '#test/support/people-rows';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

onEachDatabase('operator on the command line', (database) => {
  const run = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', 'src/cli.ts', 'operator', ...args],
      { cwd: ROOT, encoding: 'utf8', env: { PATH: process.env['PATH'], DATABASE_URL: database.url } },
    );
    return { status, stdout, stderr };
  };

  test('prints one link and nothing else on standard output', async () => {
    const { status, stdout } = run('invite', 'ada@example.com', '--roles', 'money,audit');
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^https?:\/\/[^/]+\/invitation\/[\w-]{43}\n$/)]);
    const [link] = await database.db.selectFrom('accessLink').select('operatorRoles').execute();
    expect(JSON.parse(link?.operatorRoles ?? '')).toEqual(['money', 'audit']);
  });

  test('refuses an unknown role, an operator there is, and a stranger’s reset in a sentence each', async () => {
    await addOperator(database.db, { email: 'olu@example.com', roles: ['money'] });
    expect(run('invite', 'x@example.com', '--roles', 'king')).toMatchObject({
      status: 2,
      stderr: '“king” is not a role; choose from incidents, tickets, money, audit.\n',
    });
    expect(run('invite', 'olu@example.com')).toMatchObject({ status: 2, stderr: expect.stringContaining('already') });
    expect(run('reset', 'nobody@example.com')).toMatchObject({ status: 2, stdout: '' });
    expect(run('reset', 'olu@example.com').stdout).toMatch(/\/reset\/[\w-]{43}\n$/);
  });
});
