import type { ClaimReading } from '#domain/sla/policy';
import type { PackMessages } from './messages.ts';

const many = (count: number, one: string, more: string): string => (count === 1 ? `1 ${one}` : `${count} ${more}`);

export const en: PackMessages = {
  subject: ({ domain, services, period, cases }) =>
    `Service credit request${domain ? ` for ${domain}` : ''}: ${services}, ${period}${cases ? ` (case ${cases})` : ''}`,
  opening: ({ policy, period, domain }) =>
    `We ask for the service credit that the ${policy} provides for ${period}${domain ? `, for the domain ${domain}` : ''}. What we know and how we reckon is below.`,
  openingReseller: ({ reseller, provider, policy, period }) =>
    `We buy ${provider} services through ${reseller}. Please pass this claim for a service credit under the ${policy} for ${period} on to ${provider} in time, and give us its case number.`,
  early: (end) => `This period is not over: it ends on ${end}, and more downtime may be added until then.`,
  titles: {
    customer: 'Customer',
    asked: 'What we ask for',
    outages: 'Outages',
    proofs: 'What it rests on',
    users: 'Users affected',
    arithmetic: 'Arithmetic and rules',
    unknown: 'What only the provider can know',
    deadline: 'Time to ask',
  },
  customer: {
    name: 'Customer',
    domain: 'Domain',
    account: 'Account number',
    accountReseller: 'Our customer or order number with you',
    provider: 'Provider',
    edition: 'Edition',
    seats: 'Seats',
    claim: 'Our claim',
    cases: 'Case numbers so far',
    note: 'Note',
    made: 'Written on',
  },
  claim: (no, day) => `${no}, of ${day}`,
  foot: (no, day) => (no === null ? `Written on ${day}` : `Claim ${no} · written on ${day}`),
  asked: {
    owed: (service, credit) => `${service}: ${credit}`,
    depends: (service, credit) =>
      `${service}: up to ${credit}, depending on a fact that only the provider can confirm (see below)`,
    uptime: (uptime, downtime, below) =>
      `Uptime ${uptime}, downtime ${downtime}${below ? `; that is below ${below}` : ''}`,
    total: (credit) => `Together: ${credit}`,
    capped: (credit) => `Together: ${credit}, the most the agreement grants for one period`,
    changed: (credit) => `By today’s record of outages the arithmetic gives ${credit}`,
  },
  outage: {
    head: 'Outage',
    when: 'When',
    states: { down: 'down', degraded: 'degraded' },
    sources: {
      measured: () => 'measured by us',
      declared: () => 'declared by our team',
      provider: (provider) => `as stated by ${provider}`,
    },
    line: ({ no, service, state, source, lasted }) => `${no}. ${service} ${state} for ${lasted}, ${source}`,
    ongoing: 'not over when this was written',
    to: 'to',
    surfaces: (names) => `Way of access: ${names}`,
    surfaceNames: { web: 'web interface', protocol: 'mail and calendar protocols', mobile: 'mobile app', api: 'API' },
    places: (names) => `Places: ${names}`,
    share: (percent) => `Share affected, as stated: ${percent}`,
    counted: (duration) => `Counts as downtime: ${duration}`,
    notCounted: 'Does not count as downtime; given for completeness',
    incident: (id, title) => `Incident ${id}${title ? `: ${title}` : ''}`,
  },
  proofs: {
    provider: (count) => `The provider’s own incidents: yes, ${many(count, 'incident', 'incidents')}`,
    providerNone: 'The provider’s own incidents: none that we know of, though we read its status feed',
    providerSilent: 'The provider’s own incidents: not known, we do not read its status feed',
    providerUnnamed: 'The provider’s own statement: yes, but without an incident number',
    measured: (count) => `Our own checks: yes, they saw ${many(count, 'outage', 'outages')}`,
    measuredNone: 'Our own checks: they ran, and saw no outage',
    measuredNever: 'Our own checks: none ran for these services',
    check: ({ name, kind, surface, every, outages }) =>
      `${name} (${kind}, ${surface}, every ${every}): ${many(outages, 'outage', 'outages')}`,
    tickets: (count) => `Reports of our own users: yes, ${many(count, 'ticket', 'tickets')}`,
    ticketsNone: 'Reports of our own users: no ticket is tied to these outages',
    ticket: ({ no, priority, since, users, outside }) =>
      `Ticket ${no}, ${priority}, since ${since}${users === null ? '' : `, ${many(users, 'user', 'users')}`}${outside ? `, provider’s case ${outside}` : ''}`,
  },
  users: {
    counted: (count, seats) => `${count}${seats ? ` of ${seats} seats` : ''}, as we count them`,
    atLeast: (count, seats) =>
      `At least ${count}${seats ? ` of ${seats} seats` : ''}, by the largest figure in one ticket`,
    notCounted: (seats) => `Not counted by us${seats ? `; the contract has ${seats} seats` : ''}`,
    share: (percent) => `Up to ${percent} of those concerned, as stated with the outage`,
  },
  rules: {
    window: (start, end, zone, minutes) => `Period: ${start} to ${end} (${zone}), ${minutes}`,
    promise: (target) => `Promised uptime: ${target}`,
    downtime: (above) => `Downtime: time in which more than ${above} of our requests or users fail`,
    tiers: (list) => `Credit table: ${list}`,
    tier: (below, credit) => `${credit} below ${below}`,
    cap: (cap, all) => `Cap: ${cap} for one period${all ? ' over all services' : ' and service'}`,
    version: (policy, version) => `Rules: ${policy}, as recorded here in version ${version}`,
  },
  unknown: {
    intro: 'We do not know this, and do not claim to:',
    ask: 'Please have this figure looked up in the provider’s logs, above all if the claim is declined.',
  },
  deadline: {
    provider: (day, reading, zone) => `Last day to ask: ${day} (${zone}), ${reading}`,
    reseller: (reseller, day) => `To be with ${reseller} by ${day}, so that it can be passed on in time`,
    safe: 'Where the agreement can be read in more than one way, we keep to the earlier day.',
    lapsed: 'By every reading this day has passed. We ask you to look at the claim nevertheless.',
    none: 'The agreement names no last day.',
    reading: readingOf,
  },
  closing: ['Please confirm that this has arrived and give us its case number.', 'Kind regards'],
  csv: {
    no: 'No',
    service: 'Service',
    state: 'State',
    source: 'Source',
    start: 'Start',
    end: 'End',
    minutes: 'Minutes',
    counted: 'Minutes counted',
    surfaces: 'Way of access',
    places: 'Places',
    share: 'Share affected (%)',
    incident: 'Incident of the provider',
    url: 'Link',
    revision: 'Revision',
  },
};

function readingOf({ anchor, days, count }: ClaimReading): string {
  switch (anchor) {
    case 'incident':
      return `${days} days from the first incident`;
    case 'eligibility':
      return `${days} days from the moment the promise was broken`;
    case 'window-end':
      return `${days} days from the end of the period`;
    case 'month-end':
      return count === 1 ? 'the end of the following month' : `the end of month ${count} after the period`;
    case 'billing-cycle-end':
      return `the end of billing cycle ${count ?? 1} after the period`;
  }
}
