export interface PortalMessages {
  readonly shell: Readonly<
    Record<'place' | 'console' | 'nav' | 'skip' | 'signOut' | 'times' | 'otherLanguage', string>
  >;
  readonly nav: Readonly<Record<'overview' | 'tickets' | 'credits' | 'reports' | 'people' | 'account', string>>;
  readonly forms: Readonly<Record<'wrong' | 'optional' | 'first' | 'next' | 'pages', string>>;
  readonly overview: {
    readonly title: string;
    readonly now: string;
    readonly allWell: string;
    readonly noData: string;
    readonly incident: string;
    readonly openTicket: string;
    readonly tickets: string;
    readonly noTickets: string;
    readonly allTickets: string;
    readonly reports: string;
    readonly noReports: string;
    readonly allReports: string;
  };
}

export const en: PortalMessages = {
  shell: {
    place: 'Portal',
    console: 'Console',
    nav: 'Portal',
    skip: 'Skip to the content',
    signOut: 'Sign out',
    times: 'All times and days are in UTC.',
    otherLanguage: 'Français',
  },
  nav: {
    overview: 'Overview',
    tickets: 'Tickets',
    credits: 'Credits',
    reports: 'Reports',
    people: 'People',
    account: 'Account',
  },
  forms: {
    wrong: 'This could not be sent yet:',
    optional: 'optional',
    first: 'Back to the beginning',
    next: 'Next',
    pages: 'Pages',
  },
  overview: {
    title: 'Overview',
    now: 'Now',
    allWell: 'No outage is logged in a service of yours.',
    noData: 'No service is visible to your organisation yet.',
    incident: 'Incident',
    openTicket: 'Open a ticket',
    tickets: 'Open tickets',
    noTickets: 'No ticket is open.',
    allTickets: 'All tickets',
    reports: 'Incident reports asked for',
    noReports: 'No report is being waited for.',
    allReports: 'All reports',
  },
};
