import type { PasswordFault } from '#domain/accounts/password';
import type { RefusedPlace } from '#domain/accounts/refused-place';

type Words<Name extends string> = Readonly<Record<Name, string>>;

type PeopleWord =
  | 'title'
  | 'lead'
  | 'audit'
  | 'invited'
  | 'invite'
  | 'email'
  | 'as'
  | 'by'
  | 'until'
  | 'action'
  | 'revoke'
  | 'name'
  | 'role'
  | 'factor'
  | 'on'
  | 'off'
  | 'ended'
  | 'remove'
  | 'admin'
  | 'viewer'
  | 'makeAdmin'
  | 'makeViewer'
  | 'adminHint'
  | 'viewerHint'
  | 'language'
  | 'button'
  | 'noMail'
  | 'saved'
  | 'onlyAdmins'
  | 'wrongRole'
  | 'refused'
  | 'member';

export interface AccountMessages {
  readonly noAccess: Words<'title' | 'forCustomer' | 'recordTicket' | 'toConsole' | 'toPortal' | 'toStatus'> & {
    readonly reasons: Readonly<Record<RefusedPlace, string>>;
  };
  readonly shell: Words<'skip' | 'otherLanguage' | 'signOut' | 'portal' | 'console' | 'status'>;
  readonly field: Words<
    'email' | 'password' | 'newPassword' | 'currentPassword' | 'name' | 'code' | 'organization' | 'optional'
  >;
  readonly hint: Words<'password' | 'code' | 'name' | 'organization'>;
  readonly wrong: Words<'title' | 'email' | 'name' | 'required' | 'password' | 'code' | 'link' | 'taken' | 'again'>;
  readonly faults: Readonly<Record<PasswordFault, string>>;
  readonly wait: (seconds: number) => string;
  readonly signIn: Words<'title' | 'button' | 'refused' | 'forgot' | 'signedOut' | 'passwordSet' | 'joined' | 'again'>;
  readonly code: Words<'title' | 'lead' | 'button' | 'refused' | 'back'>;
  readonly setup: Words<'title' | 'lead' | 'button' | 'noLink' | 'noLinkHow'>;
  readonly invitation: Words<
    'title' | 'operator' | 'button' | 'over' | 'overHow' | 'signInFirst' | 'signIn' | 'other' | 'accept'
  > & {
    readonly member: (organization: string) => string;
    readonly by: (name: string) => string;
  };
  readonly forgot: Words<'title' | 'lead' | 'button' | 'sentTitle' | 'sent' | 'back'>;
  readonly reset: Words<'title' | 'button' | 'overHow'>;
  readonly account: Words<
    | 'title'
    | 'you'
    | 'nameButton'
    | 'nameSaved'
    | 'password'
    | 'passwordLead'
    | 'passwordButton'
    | 'passwordSaved'
    | 'sessions'
    | 'sessionsLead'
    | 'thisSession'
    | 'endSession'
    | 'sessionEnded'
    | 'device'
    | 'address'
    | 'since'
    | 'seen'
    | 'organization'
    | 'chooseOrganization'
    | 'chosen'
  >;
  readonly factor: Words<
    | 'title'
    | 'off'
    | 'on'
    | 'start'
    | 'startButton'
    | 'scan'
    | 'secret'
    | 'codesTitle'
    | 'codesLead'
    | 'confirm'
    | 'confirmLead'
    | 'confirmButton'
    | 'turnedOn'
    | 'turnedOff'
    | 'stop'
    | 'stopButton'
    | 'renew'
    | 'renewButton'
    | 'picture'
  >;
  readonly people: Words<PeopleWord> & { readonly sent: (email: string) => string };
  readonly audit: Words<'title' | 'lead' | 'none' | 'when' | 'who' | 'what' | 'detail'> & {
    readonly actions: Readonly<Record<string, string>>;
  };
}
