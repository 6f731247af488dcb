import type { DayState } from '#domain/status/day-bars';
import type { IncidentImpact, IncidentStage, OutageSource, ServiceState, Surface } from '#domain/words';
import type { Rich, RichPart } from '../rich.ts';

type Words<K extends string> = Readonly<Record<K, string>>;

export interface PublicMessages {
  readonly nav: Words<'label' | 'skip' | 'trail' | 'status' | 'history' | 'support' | 'subscribe' | 'signIn'>;
  readonly foot: Words<'label' | 'utc'>;
  readonly states: Words<ServiceState>;
  readonly days: Words<DayState>;
  readonly stages: Words<IncidentStage>;
  readonly impacts: Words<IncidentImpact>;
  readonly impactLevels: Words<Exclude<IncidentImpact, 'none'>>;
  readonly surfaces: Words<Surface>;
  readonly sources: Words<OutageSource>;
  readonly headline: {
    readonly nothing: string;
    readonly allWork: (total: number) => string;
    readonly problem: (
      state: 'down' | 'degraded',
      names: Rich,
      many: boolean,
      since: RichPart,
      lasting: string,
    ) => Rich;
    readonly lingering: (title: RichPart, since: RichPart) => Rich;
    readonly noneFails: string;
    readonly restWorks: string;
    readonly unseen: (names: Rich) => Rich;
    readonly allUnseen: string;
    readonly others: (count: number) => string;
  };
  readonly status: {
    readonly description: (site: string) => string;
    readonly lastChange: (at: string) => string;
    readonly checkedEvery: (shortest: string, longest: string) => string;
    readonly recordsSince: (date: string) => string;
    readonly nothingYet: string;
    readonly openTitle: string;
    readonly servicesTitle: string;
    readonly ungrouped: string;
    readonly daysAgo: string;
    readonly today: string;
    readonly legend: string;
    readonly latelyTitle: string;
    readonly latelyEmpty: string;
    readonly wholeHistory: string;
    readonly reported: string;
  };
  readonly uptime: {
    readonly none: string;
    readonly down: (duration: string) => string;
    readonly degraded: (duration: string) => string;
    readonly noOutage: string;
    readonly unmeasured: (share: string) => string;
    readonly since: (date: string) => string;
    readonly byProvider: string;
    readonly inDays: (percent: string, days: number) => string;
    readonly badDays: (count: number) => string;
    readonly badDayCount: (count: number) => string;
    readonly noBadDay: string;
    readonly moreDays: (count: number) => string;
  };
  readonly incident: {
    readonly since: (at: string, lasting: string) => string;
    readonly lasted: (from: string, to: string, duration: string) => string;
    readonly information: string;
    readonly nextUpdate: (at: string) => string;
    readonly allUpdates: (count: number) => string;
    readonly ticket: string;
    readonly affected: string;
    readonly locations: string;
    readonly impact: string;
    readonly next: string;
    readonly updates: string;
    readonly noUpdates: string;
    readonly outages: string;
    readonly outagesIntro: string;
    readonly noOutage: string;
    readonly share: (share: string) => string;
    readonly ongoing: string;
    readonly original: string;
    readonly feedAffected: (names: string) => string;
  };
  readonly service: {
    readonly now: (state: string, since: string | null) => string;
    readonly since: (at: string) => string;
    readonly checks: string;
    readonly checkLine: (count: number, surface: string, every: string) => string;
    readonly notChecked: string;
    readonly providerOnly: string;
    readonly figures: string;
    readonly figuresIntro: string;
    readonly outages: string;
    readonly noOutages: string;
    readonly table: string;
    readonly day: string;
    readonly state: string;
    readonly notMeasured: string;
    readonly nothing: string;
    readonly ongoing: string;
    readonly toIncident: string;
  };
  readonly latency: Words<'title' | 'intro' | 'table' | 'from' | 'median' | 'slowest'>;
  readonly history: {
    readonly title: string;
    readonly intro: string;
    readonly empty: string;
    readonly earlier: string;
    readonly later: string;
    readonly openStill: string;
  };
  readonly feed: {
    readonly atom: string;
    readonly rss: string;
    readonly title: (site: string) => string;
    readonly update: string;
  };
  readonly errors: Words<'notFoundTitle' | 'notFound' | 'failedTitle' | 'failed' | 'toStatus' | 'toHistory'>;
}

export const en: PublicMessages = {
  nav: {
    label: 'Main',
    skip: 'Skip to the content',
    trail: 'Where you are',
    status: 'Status',
    history: 'History',
    support: 'Support',
    subscribe: 'Subscribe',
    signIn: 'Sign in',
  },
  foot: { label: 'Feeds and sign-in', utc: 'All times and days are in UTC.' },
  states: {
    operational: 'Operational',
    degraded: 'Degraded',
    down: 'Down',
    unknown: 'Unknown',
    maintenance: 'Maintenance',
  },
  days: {
    operational: 'no outage',
    degraded: 'degraded',
    down: 'down',
    unknown: 'mostly not measured',
    unrecorded: 'no records yet',
  },
  stages: {
    investigating: 'Investigating',
    identified: 'Identified',
    monitoring: 'Monitoring',
    resolved: 'Resolved',
  },
  impacts: { none: 'Information', minor: 'Minor impact', major: 'Major impact', critical: 'Critical impact' },
  impactLevels: { minor: 'Minor', major: 'Major', critical: 'Critical' },
  surfaces: {
    web: 'the website',
    protocol: 'the mail and calendar protocols',
    mobile: 'the mobile app',
    api: 'the API',
  },
  sources: { measured: 'Measured by us', declared: 'Declared by our team', provider: 'Stated by the provider' },
  headline: {
    nothing: 'No services are watched here yet.',
    allWork: (total) => (total === 1 ? 'The service works.' : `All ${total} services work.`),
    problem: (state, names, many, since, lasting) => [
      ...names,
      ` ${many ? 'have' : 'has'} been ${state} since `,
      since,
      ` (${lasting}). `,
    ],
    lingering: (title, since) => ['“', title, '” has been open since ', since, '. '],
    noneFails: 'No service is failing right now.',
    restWorks: 'Everything else works.',
    unseen: (names) => ['We cannot see ', ...names, ' right now, so we do not know. '],
    allUnseen: 'We cannot see the services right now, so we do not know.',
    others: (count) => (count === 1 ? '1 other service' : `${count} other services`),
  },
  status: {
    description: (site) => `${site}: what works, what does not, and since when.`,
    lastChange: (at) => `Last change ${at}`,
    checkedEvery: (shortest, longest) =>
      shortest === longest ? `checked every ${shortest}` : `checked every ${shortest} to ${longest}`,
    recordsSince: (date) => `records since ${date}`,
    nothingYet: 'As soon as an operator adds services, their state and history appear here.',
    openTitle: 'Open incidents',
    servicesTitle: 'Services',
    ungrouped: 'Services',
    daysAgo: '90 days ago',
    today: 'today',
    legend: 'How to read the bars',
    latelyTitle: 'Lately',
    latelyEmpty: 'No incident in the last 30 days.',
    wholeHistory: 'Whole history',
    reported: 'report published',
  },
  uptime: {
    none: 'not measured',
    down: (duration) => `${duration} down`,
    degraded: (duration) => `${duration} degraded`,
    noOutage: 'no outage',
    unmeasured: (share) => `${share} not measured`,
    since: (date) => `since ${date}`,
    byProvider: 'as the provider states',
    inDays: (percent, days) => `${percent} uptime in ${days} days`,
    badDays: (count) => (count === 1 ? 'One bad day: ' : `${count} bad days: `),
    badDayCount: (count) => (count === 1 ? 'One bad day' : `${count} bad days`),
    noBadDay: 'No bad day on record.',
    moreDays: (count) => `${count} more in the table of this service`,
  },
  incident: {
    since: (at, lasting) => `since ${at} (${lasting})`,
    lasted: (from, to, duration) => `${from} to ${to} · ${duration}`,
    information: 'Information: no outage',
    nextUpdate: (at) => `Next update by ${at}.`,
    allUpdates: (count) => `All ${count} updates`,
    ticket: 'Affects you? Open a ticket',
    affected: 'Affected',
    locations: 'Where',
    impact: 'Impact',
    next: 'Next update by',
    updates: 'What happened',
    noUpdates: 'Nothing has been written about this incident yet.',
    outages: 'Outages on record',
    outagesIntro: 'What each source says, side by side. They need not agree.',
    noOutage: 'No outage is on record for this incident.',
    share: (share) => `${share} of users`,
    ongoing: 'until now',
    original: 'The provider’s own page',
    feedAffected: (names) => `This incident affected: ${names}.`,
  },
  service: {
    now: (state, since) => (since === null ? state : `${state} since ${since}`),
    since: (at) => `since ${at}`,
    checks: 'How it is watched',
    checkLine: (count, surface, every) =>
      count === 1 ? `One check of ${surface}, every ${every}.` : `${count} checks of ${surface}, every ${every}.`,
    notChecked: 'Nobody checks this service: its state is what people declare.',
    providerOnly: 'We do not check this service ourselves: its state is what the provider states.',
    figures: 'Uptime in 90 days',
    figuresIntro: 'Each source by itself. Time that was not measured counts neither as up nor as down.',
    outages: 'Outages',
    noOutages: 'No outage in the last 90 days.',
    table: 'Day by day',
    day: 'Day',
    state: 'State',
    notMeasured: 'Not measured',
    nothing: '–',
    ongoing: 'not over yet',
    toIncident: 'What happened',
  },
  latency: {
    title: 'Answer times',
    intro: 'Of our checks in the last 24 hours, in milliseconds: the median of every half hour.',
    table: 'The same as a table',
    from: 'From',
    median: 'Median',
    slowest: 'Slowest',
  },
  history: {
    title: 'Incident history',
    intro: 'Every published incident, by the month in which it began.',
    empty: 'No incident began in this month.',
    earlier: 'Earlier',
    later: 'Later',
    openStill: 'not over yet',
  },
  feed: {
    atom: 'Incident history (Atom)',
    rss: 'Incident history (RSS)',
    title: (site) => `${site} - Incident History`,
    update: 'Update',
  },
  errors: {
    notFoundTitle: 'There is no such page',
    notFound:
      'The address may be mistyped, or what it showed is no longer public. The status page and the history have everything that is.',
    failedTitle: 'Something went wrong on our side',
    failed: 'It has been written down. Please try again in a minute; the status page works independently of this.',
    toStatus: 'Status of all services',
    toHistory: 'Incident history',
  },
};
