import type { CommandContext } from '#commands/context';
import { type AuthOptions, createAuth } from './auth.ts';
import { type Identified, identify } from './identify.ts';
import * as people from './people.ts';
import * as secondFactor from './second-factor.ts';
import * as sessions from './sessions.ts';
import { type Credentials, enterCode, type SignInOutcome, signIn } from './sign-in.ts';
import type { Visit } from './visit.ts';

type Keeper = Parameters<typeof people.createPerson>[0];
type Bound<T> = T extends (keeper: Keeper, ...rest: infer R) => infer Result
  ? (ctx: CommandContext, ...rest: R) => Result
  : never;

/** All that pages and commands may ask of the keeper of accounts; handed to Astro through `locals.accounts`. */
export interface Accounts {
  identify(ctx: CommandContext, visit: Visit): Promise<Identified>;
  signIn(ctx: CommandContext, credentials: Credentials, visit: Visit): Promise<SignInOutcome>;
  enterCode(ctx: CommandContext, code: string, visit: Visit): Promise<SignInOutcome>;
  readonly signOut: Bound<typeof sessions.signOut>;
  readonly endSession: Bound<typeof sessions.endSession>;
  readonly chooseOrganization: Bound<typeof sessions.chooseOrganization>;
  readonly createPerson: Bound<typeof people.createPerson>;
  readonly forgetPerson: Bound<typeof people.forgetPerson>;
  readonly renamePerson: Bound<typeof people.renamePerson>;
  readonly resetPassword: Bound<typeof people.resetPassword>;
  readonly changePassword: Bound<typeof people.changePassword>;
  readonly createOrganization: Bound<typeof people.createOrganization>;
  readonly addMember: Bound<typeof people.addMember>;
  readonly removeMember: Bound<typeof people.removeMember>;
  readonly startSecondFactor: Bound<typeof secondFactor.startSecondFactor>;
  readonly confirmSecondFactor: Bound<typeof secondFactor.confirmSecondFactor>;
  readonly endSecondFactor: Bound<typeof secondFactor.endSecondFactor>;
  readonly renewRecoveryCodes: Bound<typeof secondFactor.renewRecoveryCodes>;
}

/** The keeper of accounts on a database of ours. */
export function createAccounts(options: AuthOptions): Accounts {
  const auth = createAuth(options);
  function bind<R extends readonly unknown[], Result>(
    work: (keeper: Keeper, ...rest: R) => Result,
  ): (ctx: CommandContext, ...rest: R) => Result {
    return (ctx, ...rest) => work({ auth, ctx }, ...rest);
  }
  return {
    identify: (ctx, visit) => identify(auth, ctx, visit),
    signIn: bind(signIn),
    enterCode: bind(enterCode),
    signOut: bind(sessions.signOut),
    endSession: bind(sessions.endSession),
    chooseOrganization: bind(sessions.chooseOrganization),
    createPerson: bind(people.createPerson),
    forgetPerson: bind(people.forgetPerson),
    renamePerson: bind(people.renamePerson),
    resetPassword: bind(people.resetPassword),
    changePassword: bind(people.changePassword),
    createOrganization: bind(people.createOrganization),
    addMember: bind(people.addMember),
    removeMember: bind(people.removeMember),
    startSecondFactor: bind(secondFactor.startSecondFactor),
    confirmSecondFactor: bind(secondFactor.confirmSecondFactor),
    endSecondFactor: bind(secondFactor.endSecondFactor),
    renewRecoveryCodes: bind(secondFactor.renewRecoveryCodes),
  };
}
