import type { VerificationMark } from '#domain/sla/policy';
import type { OutageSource } from '#domain/words';
import { ppmAsPercent } from './format.ts';
import type { AssumptionMessages } from './messages.ts';

const SOURCES: Readonly<Record<OutageSource, string>> = {
  provider: "the provider's own record",
  declared: 'what people declared',
  measured: 'what was measured',
};

const MARKS: Readonly<Record<VerificationMark, string>> = {
  official: "read in the provider's text",
  secondary: 'known from secondary sources',
  unverified: 'not verified',
};

const TERMS: Readonly<Record<string, string>> = {
  target: 'the target',
  window: 'the window',
  measure: 'what is measured',
  scope: 'its scope',
  services: 'the services covered',
  downtime: 'what downtime is',
  maintenance: 'maintenance',
  exclusions: 'exclusions',
  tiers: 'the credit tiers',
  credit: 'the credit',
  cap: 'the cap',
  claim: 'the time to claim',
};

export const enAssumptions: AssumptionMessages = {
  'own-domain': ({ above }, f) =>
    `The agreement counts time in which more than ${f.percent(above)} of this customer's own requests failed; rows that say “down” are taken to mean that. A provider's dashboard speaks of everybody.`,
  'share-of-own': ({ above }, f) =>
    `A stated share above ${f.percent(above)} is taken to hold for this customer's own users as well.`,
  'small-share': ({ sharePpm, above }, f) =>
    `The stated share (${f.percent(ppmAsPercent(sharePpm))}) is a share of all users and settles nothing: not more than ${f.percent(above)} of everybody may be all of yours, or none.`,
  'share-unused': () => 'The stated share of users is not used: the agreement has no such line.',
  'surface-unstated': ({ surfaces }, f) =>
    `Rows that name no surface are taken to have concerned ${f.list(surfaces.map(surfaceName))}, which alone counts.`,
  'zone-taken': ({ zone, nearEdge }) =>
    `The contract names no time zone; the month is taken in ${zone}.${nearEdge ? ' An outage lies near the edge of the month: another zone may give another result.' : ''}`,
  'zone-other': ({ zone, stated }) => `The contract reckons in ${stated}; this was worked out in ${zone}, as asked.`,
  'billing-cycle-taken': ({ anchorDay }) =>
    `The billing cycle is taken to begin on day ${anchorDay} of the month; the invoice knows the real day.`,
  'all-users-down': () =>
    'The agreement counts user-minutes; every user is taken to have been affected for the whole of each outage, and every minute to have as many users.',
  'all-requests-failed': ({ minutes = 5 }) =>
    `The agreement averages the error rates of ${minutes}-minute intervals; every interval is taken to see as many requests, and every request during an outage is taken to have failed, and all others to have succeeded.`,
  'requests-even': () =>
    'The agreement counts requests; they are taken to come evenly through the window, to fail during an outage and to succeed otherwise.',
  'shares-weigh': () =>
    'Where a share of users or requests is stated, only that share of the time counts; where several overlap, the largest.',
  'rolling-window-taken': ({ days }, f) =>
    `The agreement does not say when its ${f.count(days)} days are looked at; they are taken to end with the month, so that neighbouring windows may overlap or leave days between them.`,
  'rolling-runs-taken': ({ days, firstDay }, f) =>
    `The ${f.count(days)} days of the agreement are counted in runs from ${f.day(firstDay)}, the first day of the contract: every day belongs to one run, so that nothing is credited twice and no day is left out. Days that begin elsewhere could show more downtime than a run does.`,
  'locations-unstated': ({ locations }, f) =>
    `Rows that name no place are taken to have concerned ${f.list(locations)}, which alone counts.`,
  'credit-without-fee': () =>
    'The fee of the window is not known here: the credit is given as a share of it, and becomes money once the fee is.',
  'cap-needs-fee': ({ percent }, f) =>
    `The agreement caps credits at ${f.percent(percent)} of the fee; without the fee that could not be checked.`,
  'unknown-is-excluded': ({ ms }, f) =>
    `${f.duration(ms)} of which nobody knows the state is left out of the reckoning, as the policy says.`,
  'nothing-known': () => 'Nothing is known of any part of the window; no downtime is taken to have happened.',
  'unknown-is-up': ({ ms }, f) => `${f.duration(ms)} of which nobody knows the state counts as up, as the policy says.`,
  'unknown-is-down': ({ ms }, f) =>
    `${f.duration(ms)} of which nobody knows the state counts as down, as the policy says.`,
  'unknown-would-change': ({ ms, credit }, f) =>
    `If those ${f.duration(ms)} had been downtime, the result would be ${credit ? f.credit(credit) : 'no credit'}.`,
  'no-exclusion-applies': ({ exclusions }, f) =>
    `None of the exclusions applies: ${exclusions.map((one) => f.text(one)).join('; ')}.`,
  'source-used': ({ used, others, together, changes }, f) => {
    const first = `${capital(sourceNames(used, f.list))} decides; ${sourceNames(others, f.list)} is laid aside.`;
    if (changes === null) return first;
    return changes
      ? `${first} All records together would give ${together ? f.credit(together) : 'no credit'}.`
      : `${first} All records together would give the same.`;
  },
  'provider-silent': ({ source }) =>
    `The provider has stated nothing of this; ${SOURCES[source]} is used, but the provider's record decides.`,
  'maintenance-failed': () => 'Users are taken to have failed during the maintenance that counts.',
  'maintenance-year-from-rows': ({ hours }) =>
    `The yearly allowance of ${hours} h is checked against the rows given here; earlier maintenance that is not among them would use it up sooner.`,
  'service-taken-covered': ({ service }) =>
    `The policy has no complete list of services; ${service} is taken to be covered: check that it is.`,
  'location-is-yours': ({ locations }, f) =>
    `Rows name places (${f.list(locations)}); they are taken to be where this customer's service runs.`,
  'not-verified': ({ covers, mark, source, note }, f) =>
    `Check your contract for ${f.list(covers.map((term) => TERMS[term] ?? term))}: ${MARKS[mark]} (${source}). ${f.text(note)}`,
  'version-later': ({ effectiveFrom }, f) =>
    `These terms are applied from ${f.day(effectiveFrom)}, after the window began; earlier terms may have been others.`,
  'minimum-credit': ({ amount, currency }) => `The credit comes to more than ${amount} ${currency}; less is not paid.`,
  'services-add-up': () => 'Each service earns a credit of its own, and they add up until the cap.',
  'incidents-left-out': ({ reasons }, f) =>
    `${f.count(reasons.length)} ${reasons.length === 1 ? 'incident' : 'incidents'} of the document could not be read and ${reasons.length === 1 ? 'is' : 'are'} not counted: ${reasons.slice(0, 3).join('; ')}${reasons.length > 3 ? ' …' : ''}`,
  'window-still-open': ({ endedAt, zone }, f) => `Nothing further goes wrong before ${f.moment(endedAt, zone)}.`,
};

function surfaceName(surface: string): string {
  return surface === 'web' ? 'the web interface' : surface;
}

function sourceNames(sources: readonly OutageSource[], list: (items: readonly string[]) => string): string {
  return list(sources.map((source) => SOURCES[source]));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
