import type { ServiceState } from '#domain/words';

export interface PublicMessages {
  readonly nav: Readonly<Record<'label' | 'skip' | 'status' | 'history' | 'support' | 'subscribe' | 'signIn', string>>;
  readonly foot: Readonly<Record<'label' | 'utc', string>>;
  readonly feed: Readonly<Record<'atom' | 'rss', string>>;
  readonly states: Readonly<Record<ServiceState, string>>;
}

export const en: PublicMessages = {
  nav: {
    label: 'Main',
    skip: 'Skip to the content',
    status: 'Status',
    history: 'History',
    support: 'Support',
    subscribe: 'Subscribe',
    signIn: 'Sign in',
  },
  foot: { label: 'Feeds and sign-in', utc: 'All times and days are in UTC.' },
  feed: { atom: 'Incident history (Atom)', rss: 'Incident history (RSS)' },
  states: {
    operational: 'Operational',
    degraded: 'Degraded',
    down: 'Down',
    unknown: 'Unknown',
    maintenance: 'Maintenance',
  },
};
