import type { PasswordFault } from '#domain/accounts/password';

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

export const en: AccountMessages = {
  shell: {
    skip: 'Skip to the content',
    otherLanguage: 'Français',
    signOut: 'Sign out',
    portal: 'Portal',
    console: 'Console',
    status: 'Status page',
  },
  field: {
    email: 'Mail address',
    password: 'Password',
    newPassword: 'New password',
    currentPassword: 'Current password',
    name: 'Your name',
    code: 'Code',
    organization: 'Your organisation',
    optional: 'optional',
  },
  hint: {
    password:
      'At least 12 characters. A few words that do not belong together are easy to keep in mind and hard to guess.',
    code: 'Six digits from your authenticator, or a recovery code such as a1B2c-D3e4F.',
    name: 'As colleagues and customers will read it.',
    organization: 'Customers of yours are added later. Leave it empty if you only tell the public.',
  },
  wrong: {
    title: 'This could not be done yet:',
    email: 'Write a mail address such as ada@example.com.',
    name: 'Write a name of at most 120 characters.',
    required: 'This is needed.',
    password: 'That is not your current password.',
    code: 'This code does not fit. Codes change every 30 seconds, and each works once.',
    link: 'This link was used already, or its time is over.',
    taken: 'There is an account with this address already. Sign in with it first.',
    again: 'Start again from the beginning, please.',
  },
  faults: {
    'too-short': 'Use at least 12 characters.',
    'too-long': 'Use at most 256 characters.',
    'too-common': 'This is among the passwords that are tried first. Take a few words that do not belong together.',
    'like-yourself': 'Do not build it from your name or address.',
  },
  wait: (seconds) =>
    seconds < 90
      ? `There were too many attempts. Please try again in ${seconds} seconds.`
      : `There were too many attempts. Please try again in ${Math.ceil(seconds / 60)} minutes.`,
  signIn: {
    title: 'Sign in',
    button: 'Sign in',
    refused: 'Address and password do not fit together.',
    forgot: 'Forgot your password?',
    signedOut: 'You are signed out.',
    passwordSet: 'Your new password is set. Sign in with it; all other sessions have ended.',
    joined: 'You have joined. Sign in once more to see what is new.',
    again: 'That took too long. Sign in again, please.',
  },
  code: {
    title: 'Second factor',
    lead: 'Your password is right. Now the code.',
    button: 'Go on',
    refused: 'This code does not fit. Codes change every 30 seconds, and each works once.',
    back: 'Start again',
  },
  setup: {
    title: 'Set up',
    lead: 'Nobody can sign in yet. You become the first operator, with every role; invite the others afterwards.',
    button: 'Create the first operator',
    noLink: 'This is not the setup link.',
    noLinkHow:
      'It is printed where the program was started, and again at each start until somebody has used it. The last one printed counts.',
  },
  invitation: {
    title: 'Invitation',
    operator: 'You are invited to look after the services shown here.',
    member: (organization) => `You are invited to open tickets and ask for service credits for ${organization}.`,
    by: (name) => `Invited by ${name}.`,
    button: 'Accept and create my account',
    over: 'This invitation is not open any more.',
    overHow: 'It was used already, taken back, or its seven days are over. Ask whoever invited you for a new one.',
    signInFirst: 'There is an account with your address already. Sign in with it, and this page will come back.',
    signIn: 'Sign in',
    other: 'You are signed in with another address than the one that was invited. Sign out first.',
    accept: 'Accept',
  },
  forgot: {
    title: 'Choose a new password',
    lead: 'Write the address you sign in with. A link to choose a new password will be sent there.',
    button: 'Send the link',
    sentTitle: 'Look into your mail',
    sent: 'If there is an account with this address, a link is on its way. It works once, for 30 minutes.',
    back: 'Back to signing in',
  },
  reset: {
    title: 'Choose a new password',
    button: 'Set the password',
    overHow: 'Ask for a new one; it takes a minute.',
  },
  account: {
    title: 'Account',
    you: 'You',
    nameButton: 'Save the name',
    nameSaved: 'Your name is saved.',
    password: 'Password',
    passwordLead: 'A new password signs you out everywhere else.',
    passwordButton: 'Change the password',
    passwordSaved: 'Your password is changed. All other sessions have ended.',
    sessions: 'Where you are signed in',
    sessionsLead: 'A session ends after 12 hours without a visit, and after 7 days in any case.',
    thisSession: 'this one',
    endSession: 'End',
    sessionEnded: 'That session has ended.',
    device: 'Program',
    address: 'Address',
    since: 'Signed in',
    seen: 'Last seen',
    organization: 'Organisation',
    chooseOrganization: 'Act for it',
    chosen: 'You now act for that organisation.',
  },
  factor: {
    title: 'Second factor',
    off: 'Off. With it, your password alone opens nothing.',
    on: 'On. Signing in asks for a code of your authenticator.',
    start: 'Confirm your password to begin.',
    startButton: 'Turn it on',
    scan: 'Scan this with your authenticator, or type the key below into it.',
    secret: 'Key',
    codesTitle: 'Recovery codes',
    codesLead:
      'Keep these somewhere safe: each opens your account once when the authenticator is lost. They are shown now and never again.',
    confirm: 'First code',
    confirmLead: 'The code your authenticator shows now. Only then is the second factor on.',
    confirmButton: 'Confirm',
    turnedOn: 'The second factor is on. All other sessions have ended.',
    turnedOff: 'The second factor is off. All other sessions have ended.',
    stop: 'Turn it off',
    stopButton: 'Turn it off',
    renew: 'New recovery codes in place of the old ones',
    renewButton: 'Make new codes',
    picture: 'The key as a picture to scan',
  },
  people: {
    title: 'People',
    lead: 'Admins open tickets, ask for credits and invite others. Viewers read.',
    audit: 'What was done',
    invited: 'Invited',
    invite: 'Invite',
    email: 'Address',
    as: 'As',
    by: 'By',
    until: 'Until',
    action: 'Action',
    revoke: 'Take back',
    name: 'Name',
    role: 'Role',
    factor: 'Second factor',
    on: 'on',
    off: 'off',
    ended: 'access ended',
    remove: 'Remove',
    admin: 'Admin',
    viewer: 'Viewer',
    makeAdmin: 'Make admin',
    makeViewer: 'Make viewer',
    adminHint: 'Opens tickets, asks for credits, invites others.',
    viewerHint: 'Reads.',
    language: 'Language of the invitation',
    button: 'Send the invitation',
    noMail: 'This site has no mail server yet. Ask its operators to invite your colleagues.',
    saved: 'Saved. The person’s sessions have ended.',
    onlyAdmins: 'Only an admin of your organisation can invite or remove people.',
    wrongRole: 'Choose admin or viewer.',
    refused: 'This could not be done.',
    member: 'This person is a member already.',
    sent: (email) => `An invitation is on its way to ${email}. It works once, for 7 days.`,
  },
  audit: {
    title: 'What was done',
    lead: 'Everything written down about your organisation, the latest first.',
    none: 'Nothing is written down yet.',
    when: 'When',
    who: 'Who',
    what: 'What',
    detail: 'Details',
    actions: {},
  },
};
