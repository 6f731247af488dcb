import type { CommandContext } from '#commands/context';
import type { Auth, AuthOptions, Keeper } from './auth.ts';
import { identify } from './identify.ts';
import { acceptAsMyself, acceptAsNewPerson, resetByLink, setUp } from './join.ts';
import { changeMemberRole, foundOrganization, removeMember } from './members.ts';
import { addMember, changePassword, createOrganization, createPerson, renamePerson } from './people.ts';
import {
  confirmSecondFactor,
  dropSecondFactor,
  endSecondFactor,
  renewRecoveryCodes,
  startSecondFactor,
} from './second-factor.ts';
import { chooseOrganization, endSession, signOut } from './sessions.ts';
import { enterCode, signIn } from './sign-in.ts';

/** All that pages and commands may ask of the keeper of accounts. */
const WORK = {
  warmUp,
  identify,
  signIn,
  enterCode,
  signOut,
  endSession,
  chooseOrganization,
  setUp,
  acceptAsNewPerson,
  acceptAsMyself,
  resetByLink,
  createPerson,
  renamePerson,
  changePassword,
  createOrganization,
  addMember,
  foundOrganization,
  changeMemberRole,
  removeMember,
  startSecondFactor,
  confirmSecondFactor,
  endSecondFactor,
  dropSecondFactor,
  renewRecoveryCodes,
};

type Work = typeof WORK;
type Bound<T> = T extends (keeper: Keeper, ...rest: infer R) => infer Result
  ? (ctx: CommandContext, ...rest: R) => Result
  : never;

/** The keeper of accounts, handed to Astro through `locals.accounts`: each piece of work takes the context of who asks for it. */
export type Accounts = { readonly [Name in keyof Work]: Bound<Work[Name]> };

/** The keeper of accounts on a database of ours. better-auth is loaded with the first piece of work: no start waits for it. */
export function createAccounts(options: AuthOptions): Accounts {
  let loading: Promise<Auth> | undefined;
  const load = async (): Promise<Auth> => (await import('./auth.ts')).createAuth(options);
  const bound = Object.entries(WORK).map(([name, work]) => [
    name,
    async (ctx: CommandContext, ...rest: readonly unknown[]) => {
      loading ??= load();
      const keeper = { auth: await loading, ctx };
      return (work as (keeper: Keeper, ...rest: readonly unknown[]) => unknown)(keeper, ...rest);
    },
  ]);
  return Object.fromEntries(bound) as Accounts;
}

/** Loads what the first visitor would otherwise wait for. */
async function warmUp({ auth }: Keeper): Promise<void> {
  await auth.$context;
}
