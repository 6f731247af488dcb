import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { CommandContext } from '#commands/context';
import type { Actor } from '#domain/actor';
import { OPERATOR_ROLES } from '#domain/words';

const COMMANDS = fileURLToPath(new URL('../../src/commands', import.meta.url));

/** Every command that asks for the money role, found by reading the folder: a new one is tested without anybody thinking of it. */
const moneyCommands = readdirSync(COMMANDS).filter((file) =>
  readFileSync(`${COMMANDS}/${file}`, 'utf8').includes("requireOperator(ctx, 'money')"),
);

const others: readonly Actor[] = [
  ...OPERATOR_ROLES.filter((role) => role !== 'money').map(
    (role): Actor => ({ kind: 'operator', id: `op-${role}`, name: role, roles: [role] }),
  ),
  { kind: 'operator', id: 'op-rest', name: 'rest', roles: OPERATOR_ROLES.filter((role) => role !== 'money') },
  { kind: 'operator', id: 'op-none', name: 'none', roles: [] },
  { kind: 'member', id: 'm', name: 'admin', role: 'admin', organizationId: 'org-a' },
  { kind: 'member', id: 'v', name: 'viewer', role: 'viewer', organizationId: 'org-a' },
  { kind: 'visitor', id: null, name: 'visitor' },
];

/** Nothing may be read before the role was asked for. */
const untouched = new Proxy({} as CommandContext['db'], {
  get: (_, name) => {
    throw new Error(`the database was asked for ${String(name)}`);
  },
});

describe('commands about money', () => {
  test('are found', () => {
    expect(moneyCommands).toEqual(
      expect.arrayContaining(['apply-credit.ts', 'decide-credit-request.ts', 'reverse-credit-entry.ts']),
    );
  });

  describe.each(moneyCommands)('%s', (file) => {
    test.each(others.map((actor) => [actor.name, actor] as const))(
      'refuses %s before it reads anything',
      async (_, actor) => {
        const module = (await import(`../../src/commands/${file.replace(/\.ts$/, '')}.ts`)) as Record<string, unknown>;
        const commands = Object.values(module).filter(asksForMoney);
        expect(commands.length).toBeGreaterThan(0);
        const ctx: CommandContext = { db: untouched, now: () => 0, newId: () => '', actor };
        for (const command of commands) {
          const attempt = async (): Promise<unknown> => command(ctx, {});
          await expect(attempt()).rejects.toMatchObject({ name: 'DomainError', code: 'forbidden' });
        }
      },
    );
  });
});

function asksForMoney(value: unknown): value is (ctx: CommandContext, input: unknown) => unknown {
  return typeof value === 'function' && /requireOperator\)?\(ctx, ['"]money['"]\)/.test(value.toString());
}
