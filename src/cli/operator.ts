import type { Command } from 'commander';
import { isDomainError } from '#commands/context';
import { inviteOperator } from '#commands/invite-operator';
import { requestPasswordReset } from '#commands/request-password-reset';
import { findPersonByEmail, listOperators } from '#db/queries/people';
import { getSite } from '#db/queries/site';
import { OPERATOR_ROLES, type OperatorRole } from '#domain/words';
import { CommandLineError } from './command-line-error.ts';
import { withContext } from './with-context.ts';

/** Adds `operator`: the way back in when nobody can sign in any more, and the way in without a mail server. */
export function addOperator(program: Command): void {
  const group = program.command('operator').description('Let operators in, from the machine itself.');
  group
    .command('invite')
    .description('print a link with which this person becomes an operator')
    .argument('<email>')
    .option('--roles <list>', `roles, separated by commas (default: ${OPERATOR_ROLES.join(',')})`)
    .action((email: string, { roles }: { readonly roles?: string }) => invite(email, readRoles(roles)));
  group
    .command('reset')
    .description('print a link with which this person chooses a new password')
    .argument('<email>')
    .option('--without-second-factor', 'turn the second factor off as well, when authenticator and codes are lost')
    .action((email: string, options: { readonly withoutSecondFactor?: true }) =>
      reset(email, options.withoutSecondFactor === true),
    );
  group.command('list').description('print every operator with address and roles').action(list);
}

function readRoles(text: string | undefined): readonly OperatorRole[] {
  if (text === undefined) return OPERATOR_ROLES;
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !OPERATOR_ROLES.some((role) => role === name));
  if (unknown === undefined) return OPERATOR_ROLES.filter((role) => names.includes(role));
  throw new CommandLineError(`“${unknown}” is not a role; choose from ${OPERATOR_ROLES.join(', ')}.`);
}

async function invite(email: string, roles: readonly OperatorRole[]): Promise<void> {
  await withContext(async ({ ctx }) => {
    try {
      const { path } = await inviteOperator(ctx, { email, roles, lang: 'en' });
      console.error(`Open this link within 7 days to become an operator (${roles.join(', ')}). It works once.`);
      console.log(`${(await getSite(ctx.db)).url}${path}`);
    } catch (error) {
      if (!isDomainError(error)) throw error;
      if (error.code !== 'conflict') throw new CommandLineError(error.message);
      throw new CommandLineError(`This person is an operator already. For a new password: operator reset ${email}`);
    }
  });
}

async function reset(email: string, withoutSecondFactor: boolean): Promise<void> {
  await withContext(async ({ ctx, config, connection }) => {
    const person = await findPersonByEmail(ctx.db, email);
    const link = await requestPasswordReset(ctx, { email, lang: 'en' });
    if (!person || !link) throw new CommandLineError(`Nobody with the address “${email}” may sign in here.`);
    if (withoutSecondFactor) {
      const { openAccounts } = await import('#server/open-accounts');
      await (await openAccounts(config, connection)).dropSecondFactor(ctx, person.id);
    }
    console.error('Open this link within 30 minutes to choose a new password. It works once.');
    console.log(`${(await getSite(ctx.db)).url}${link.path}`);
  });
}

async function list(): Promise<void> {
  await withContext(async ({ ctx }) => {
    for (const { email, name, roles, disabledAt } of await listOperators(ctx.db)) {
      console.log([email, name, roles.join(','), disabledAt === null ? 'open' : 'ended'].join('\t'));
    }
  });
}
