import type { CommandContext } from '#commands/context';
import { type AuthOptions, createAuth, type Keeper } from './auth.ts';
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

/** The keeper of accounts on a database of ours. */
export function createAccounts(options: AuthOptions): Accounts {
  const auth = createAuth(options);
  const bound = Object.entries(WORK).map(([name, work]) => [
    name,
    (ctx: CommandContext, ...rest: readonly unknown[]) =>
      (work as (keeper: Keeper, ...rest: readonly unknown[]) => unknown)({ auth, ctx }, ...rest),
  ]);
  return Object.fromEntries(bound) as Accounts;
}
