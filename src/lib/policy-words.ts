import type { ClaimReading, PolicyTerms, Tier } from '#domain/sla/policy';

export interface TermLine {
  readonly label: string;
  /** The word by which verification notes speak of it. */
  readonly term: string;
  readonly sentences: readonly string[];
}

/** The terms of a policy in words, in the order in which people ask for them. */
export function termLines(terms: PolicyTerms): TermLine[] {
  return [
    {
      label: 'Promise',
      term: 'target',
      sentences: [terms.target === null ? 'No figure is promised.' : `${terms.target} % uptime.`],
    },
    { label: 'Window', term: 'window', sentences: windowSentences(terms) },
    { label: 'What is divided', term: 'measure', sentences: [MEASURES[terms.measure], SCOPES[terms.scope]] },
    { label: 'Downtime', term: 'downtime', sentences: downtimeSentences(terms) },
    { label: 'Maintenance', term: 'maintenance', sentences: [maintenanceSentence(terms)] },
    {
      label: 'Credits',
      term: 'tiers',
      sentences: terms.tiers.length === 0 ? ['None is granted.'] : terms.tiers.map((tier) => tierSentence(tier, terms)),
    },
    { label: 'Fee base', term: 'credit', sentences: [FEE_BASES[terms.credit.feeBase], ...minimumSentence(terms)] },
    { label: 'Cap', term: 'cap', sentences: [capSentence(terms)] },
    { label: 'Claims', term: 'claim', sentences: claimSentences(terms) },
    { label: 'Services', term: 'services', sentences: serviceSentences(terms) },
    { label: 'Taken out', term: 'exclusions', sentences: terms.exclusions.map(({ en }) => en) },
  ].filter(({ sentences }) => sentences.length > 0);
}

const WINDOWS: Readonly<Record<PolicyTerms['window']['kind'], string>> = {
  'calendar-month': 'A calendar month',
  'calendar-quarter': 'A calendar quarter',
  'fiscal-quarter': 'A fiscal quarter',
  'billing-month': 'A billing month',
  'rolling-days': 'A run of days',
};
const MEASURES: Readonly<Record<PolicyTerms['measure'], string>> = {
  time: 'Time up by the time of the window.',
  'user-minutes': 'Minutes of users who could work by all minutes of users; without these figures, time.',
  requests: 'Requests that worked by all requests; without these figures, time.',
  'interval-error-rate': 'The average of error rates over short intervals; without these figures, time.',
};
const SCOPES: Readonly<Record<PolicyTerms['scope'], string>> = {
  'per-service': 'Each service earns for itself.',
  'worst-service': 'The worst service alone earns.',
  'union-of-services': 'All services together count as one that is up only while every one is.',
};
const FEE_BASES: Readonly<Record<PolicyTerms['credit']['feeBase'], string>> = {
  'service-month': 'The monthly fee of the service.',
  'service-quarter': 'The fee of the service for the quarter.',
  'whole-invoice': 'The whole invoice of the window.',
  'next-service-invoice': 'The next invoice of the service.',
  term: 'The term of the contract.',
};

function windowSentences({ window }: PolicyTerms): string[] {
  const begins = window.anchorDay === null ? '' : ` from day ${window.anchorDay}`;
  const year = window.firstMonth === null ? '' : ` of a year that begins in month ${window.firstMonth}`;
  const days = window.days === undefined ? '' : ` of ${window.days} days`;
  const zone = window.zoneStated ? 'as the contract says' : 'taken, for the contract names none';
  return [`${WINDOWS[window.kind]}${days}${begins}${year}, in ${window.zone} (${zone}).`];
}

function downtimeSentences({ downtime }: PolicyTerms): string[] {
  const { states, surfaces, shareAbove, shareOf, minimumMinutes, wholeMinutesOnly, unknown, sources } = downtime;
  const sentences = [
    `States that count: ${states.join(' and ')}${surfaces === null ? '' : `, on ${surfaces.join(', ')} alone`}.`,
  ];
  if (shareAbove !== null) {
    sentences.push(
      `More than ${shareAbove} % of the requests ${shareOf === 'customer' ? 'of the customer' : 'of everybody'} must fail.`,
    );
  }
  if (minimumMinutes > 0) sentences.push(`An outage counts from ${minimumMinutes} minutes in a row on.`);
  if (wholeMinutesOnly) sentences.push('Whole minutes alone count.');
  sentences.push(
    `Time that nobody measured ${unknown === 'excluded' ? 'is taken out of the window' : `counts as ${unknown}`}.`,
  );
  const order = sources.order.join(', ');
  sentences.push(
    sources.rule === 'together'
      ? `All records together: ${order}.`
      : `The first record that states anything: ${order}.`,
  );
  return sentences;
}

function maintenanceSentence({ maintenance: { treatment, noticeHours, maximumHoursPerYear } }: PolicyTerms): string {
  if (treatment === 'counts') return 'Planned maintenance counts as downtime.';
  if (treatment === 'not-mentioned') return 'The contract does not mention it: it can be read two ways.';
  const notice = noticeHours === null ? '' : ` announced ${noticeHours} hours before`;
  const most = maximumHoursPerYear === null ? '' : `, up to ${maximumHoursPerYear} hours a year`;
  return `Maintenance${notice} is not downtime${most}.`;
}

function tierSentence({ below, inclusive, credit, floor }: Tier, terms: PolicyTerms): string {
  const from = floor === null ? '' : ` and ${floor.inclusive ? 'at least' : 'above'} ${floor.above} %`;
  return `${inclusive ? 'At or under' : 'Under'} ${below} %${from}: ${creditWords(credit, terms)}.`;
}

function creditWords(credit: string, { credit: { unit, currency } }: PolicyTerms): string {
  if (unit === 'days') return credit === '1' ? '1 day of service' : `${credit} days of service`;
  if (unit === 'percent') return `${credit} % of the fee`;
  if (unit === 'multiple') return `${credit} times what was paid for the time down`;
  return unit === 'money' ? `${credit} ${currency ?? ''}`.trim() : 'nothing';
}

function minimumSentence({ credit: { minimum } }: PolicyTerms): string[] {
  return minimum === null ? [] : [`A credit must come to more than ${minimum.amount} ${minimum.currency}.`];
}

function capSentence(terms: PolicyTerms): string {
  const { cap } = terms;
  if (cap === null) return 'None.';
  const over = cap.over === 'all-services' ? 'over all services' : 'for each service';
  if (cap.unit === 'percent-of-fee') return `${cap.amount} % of the fee of the window, ${over}.`;
  if (cap.unit === 'days-of-service') return `${cap.amount} days of service in a window, ${over}.`;
  return `${creditWords(cap.amount, terms)} in a window, ${over}.`;
}

function claimSentences({ claim }: PolicyTerms): string[] {
  if (claim.automatic) return ['Credits come by themselves.'];
  const evidence =
    claim.evidence.length === 0 ? [] : [`To be named: ${claim.evidence.map(({ en }) => en).join('; ')}.`];
  return [...claim.readings.map(readingSentence), ...evidence];
}

function readingSentence({ anchor, days, count }: ClaimReading): string {
  if (anchor === 'month-end') return `Until the end of the ${ordinal(count)} month after the window.`;
  if (anchor === 'billing-cycle-end') return `Until the end of the ${ordinal(count)} billing month after the window.`;
  const from = {
    incident: 'the incident',
    eligibility: 'the moment something is earned',
    'window-end': 'the end of the window',
  }[anchor];
  return `Within ${days ?? 0} days from ${from}.`;
}

function ordinal(count: number | null): string {
  return ['first', 'second', 'third'][(count ?? 1) - 1] ?? `${count}th`;
}

function serviceSentences({ services: { covered, notCovered, others } }: PolicyTerms): string[] {
  const sentences = covered.length === 0 ? [] : [`Covered: ${covered.map(({ name }) => name).join(', ')}.`];
  if (notCovered.length > 0) sentences.push(`Not covered: ${notCovered.map(({ name }) => name).join(', ')}.`);
  return [...sentences, others === 'not-covered' ? 'No other service is.' : 'Others are taken to be covered.'];
}
