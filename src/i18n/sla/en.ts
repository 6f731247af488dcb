import type { ClaimReading, FeeBase } from '#domain/sla/policy';
import type { LeftOutReason } from '#domain/sla/steps';
import { MINUTE_MS } from '#domain/time';
import type { SlaFormat } from './format.ts';
import type { MissingMessages, ReportMessages, StepMessages } from './messages.ts';

const FEES: Readonly<Record<FeeBase, string>> = {
  'service-month': 'of the month’s fee of that service',
  'service-quarter': 'of the quarter’s fee of that service',
  'whole-invoice': 'of the invoice',
  'next-service-invoice': 'of the next invoice of that service',
  term: 'of service at the end of the term',
};

const LEFT_OUT: Readonly<Record<LeftOutReason, (subject: string, one: boolean) => string>> = {
  'outside-window': (rows, one) => `${rows} ${one ? 'lies' : 'lie'} outside the window.`,
  'after-as-of': (rows, one) => `${rows} ${one ? 'begins' : 'begin'} after the time of this assessment.`,
  'other-source': (rows, one) => `${rows} ${one ? 'comes' : 'come'} from a record that does not decide here.`,
  surface: (rows, one) => `${rows} ${one ? 'concerns' : 'concern'} a way of access that this agreement does not count.`,
  'share-too-small': (rows, one) => `${rows} ${one ? 'touches' : 'touch'} too few users to count.`,
  'nobody-affected': (rows, one) => `${rows} ${one ? 'affects' : 'affect'} nobody.`,
  location: (rows, one) => `${rows} ${one ? 'concerns' : 'concern'} a place that this agreement does not count.`,
  'weighs-nothing': (rows, one) => `${rows} ${one ? 'is' : 'are'} of a kind that costs nothing under this agreement.`,
  information: (rows, one) => `${rows} ${one ? 'is' : 'are'} an information, no outage.`,
};

export const enSteps: StepMessages = {
  window: ({ startedAt, endedAt, zone, ms }, f) =>
    `The window runs from ${f.moment(startedAt, zone)} to ${f.moment(endedAt, zone)} (${zone}): ${f.minutes(ms)}.`,
  'rolling-days': ({ days, until, from }, f) =>
    from === undefined
      ? `The agreement looks back over ${f.count(days)} days; this window is the one that ends with ${f.day(until)}.`
      : `The agreement looks back over ${f.count(days)} days; they are counted in runs that follow one another, and this is the run from ${f.day(from)} to ${f.day(until)}.`,
  'not-covered': ({ service, reason }, f) =>
    `${reason ? f.text(reason) : `The agreement does not name ${service} among the services it covers`}. Its outages earn nothing here.`,
  'left-out': ({ reason, count }, f) => LEFT_OUT[reason](counted(count, 'row', f), count === 1),
  'no-downtime': ({ service }) => `No downtime of ${service} counts in this window.`,
  downtime: ({ rows, spans, ms }, f) =>
    rows === 1 && spans === 1
      ? `One row of downtime: ${f.duration(ms)}.`
      : `${counted(rows, 'row', f)} of downtime, overlaps counted once: ${counted(spans, 'span', f)}, together ${f.duration(ms)}.`,
  weighted: ({ spanMs, ms }, f) =>
    `Weighted by how bad it was and for whom, ${f.duration(spanMs)} count as ${f.duration(ms)}.`,
  'excluded-by': ({ startedAt, endedAt, zone, by, reason, ms }, f) =>
    `${by} took out ${f.moment(startedAt, zone)} to ${f.moment(endedAt, zone)} (${reason}): ${ms === 0 ? 'no downtime lies in it' : `${f.duration(ms)} less`}.`,
  'unknown-excluded': ({ ms, leftMs }, f) =>
    `${f.duration(ms)} of which nobody knows the state is taken out of the window; ${f.minutes(leftMs)} are left to divide.`,
  ongoing: ({ startedAt, until, zone }, f) =>
    `What began ${f.moment(startedAt, zone)} has no end yet; it is counted until ${f.moment(until, zone)}.`,
  'too-short': ({ minimumMinutes, spans, ms }, f) =>
    `${counted(spans, 'span', f)} shorter than ${minimumMinutes} min (together ${f.duration(ms)}) ${spans === 1 ? 'is' : 'are'} not counted.`,
  'partial-minutes': ({ ms }, f) => `${f.duration(ms)} beyond whole minutes is not counted.`,
  'maintenance-excluded': ({ ms }, f) => `${f.duration(ms)} of maintenance announced in time is no downtime.`,
  'maintenance-counted': ({ ms, noticeHours }, f) =>
    noticeHours === null
      ? `${f.duration(ms)} of maintenance counts as downtime under this agreement.`
      : `${f.duration(ms)} of maintenance was announced less than ${noticeHours} h ahead and counts as downtime.`,
  'maintenance-beyond-cap': ({ ms, hours }, f) =>
    `${f.duration(ms)} of maintenance goes beyond the ${hours} h a year that the agreement allows and counts as downtime.`,
  disputed: ({ ms, matters }, f) =>
    matters
      ? `${f.duration(ms)} of it counts only if the missing fact is confirmed.`
      : `Another ${f.duration(ms)} may or may not count; the result is the same either way.`,
  uptime: ({ upMs, ms, percent }, f) =>
    `Uptime is ${f.ratio(upMs, ms)}: ${f.percent(percent)} (shown rounded down, compared unrounded).`,
  'tier-earned': ({ below, inclusive, credit, feeBase }, f) =>
    `That is ${inclusive ? 'not above' : 'below'} ${f.percent(below)}: the agreement grants ${f.credit(credit)}${credit.unit === 'money' ? '' : ` ${FEES[feeBase]}`}.`,
  'multiple-earned': ({ below, inclusive, times, ms, ofMs, fee, credit }, f) => {
    const parts = f.ratio(ms, ofMs);
    const why = `That is ${inclusive ? 'not above' : 'below'} ${f.percent(below)}: the agreement grants ${times} times what was paid for the time that was down (${parts})`;
    return fee
      ? `${why}. Of a fee of ${f.money(fee)} that is ${f.credit(credit)}.`
      : `${why}: ${f.credit(credit)} of the fee.`;
  },
  'tier-gap': ({ percent }, f) =>
    `${f.percent(percent)} falls between two tiers: by its words the agreement grants nothing for exactly this figure. Ask what was meant.`,
  'below-minimum': ({ credit, amount, currency }, f) =>
    `${f.credit(credit)} comes to no more than ${amount} ${currency}, which is not paid.`,
  'scope-joint': ({ scope, services, ms, percent }, f) =>
    scope === 'worst-service'
      ? `The agreement looks at the worst of ${f.count(services.length)} services alone: ${f.duration(ms)} down, ${f.percent(percent)}.`
      : `The agreement takes ${f.count(services.length)} services as one that is up only while all of them are: ${f.duration(ms)} down, overlaps counted once, ${f.percent(percent)}.`,
  'scope-elsewhere': ({ service }) =>
    `The agreement grants one credit for all services; it is reckoned under ${service}, which failed most.`,
  'looks-kept': ({ shown, below }, f) =>
    `With two decimals it reads ${f.percent(shown)}, as if ${f.percent(below)} had been kept; the exact figure decides.`,
  'tier-none': ({ below, inclusive, spareMs }, f) =>
    `That is not ${inclusive ? 'at or ' : ''}below ${f.percent(below)}, so nothing is owed; it would take ${f.duration(spareMs)} more.`,
  'no-tiers': ({ target }, f) =>
    target === null
      ? 'The agreement promises no figure and grants no credit.'
      : `The agreement promises ${f.percent(target)} and grants no credit for missing it.`,
  'certain-anyway': ({ downtimeMs, percent, credit }, f) =>
    credit
      ? `Whatever the missing fact turns out to be, at least ${f.credit(credit)}: ${f.duration(downtimeMs)} down, ${f.percent(percent)}.`
      : `Without the part in doubt nothing is owed: ${f.duration(downtimeMs)} down, ${f.percent(percent)}.`,
  'capped-service': ({ from, to }, f) => `The agreement caps ${f.credit(from)} at ${f.credit(to)}.`,
  'window-open': ({ asOf, endedAt, zone, next }, f) =>
    `The window is open until ${f.moment(endedAt, zone)}. As of ${f.moment(asOf - (asOf % MINUTE_MS), zone)} the downtime so far is certain and can only grow; ` +
    (next
      ? `${f.duration(next.spareMs)} more would make it ${f.credit(next.credit)}.`
      : 'it cannot reach a higher credit any more.'),
  'window-ahead': ({ asOf, startedAt, zone }, f) =>
    `The window begins ${f.moment(startedAt, zone)}, after the time of this assessment (${f.moment(asOf, zone)}).`,
  'claim-by': ({ by, zone, dates, asOfDay, evidence }, f) => {
    const ways = dates.map((date) => `${reading(date.reading)} (${f.day(date.by)})`);
    const why =
      ways.length > 1
        ? `; the agreement can be read as ${ways.join(' or as ')}, and the earlier date is the safe one`
        : `: ${dates[0] ? reading(dates[0].reading) : ''}`;
    const late = asOfDay > by ? ' That day has passed.' : '';
    const ready = evidence.length > 0 ? ` Have ready: ${evidence.map((one) => f.text(one)).join('; ')}.` : '';
    return `Ask by ${f.day(by)}, the last day that counts${zone ? ` (${zone})` : ''}${why}.${late}${ready}`;
  },
  'claim-automatic': () => 'The credit comes by itself; nothing has to be asked for.',
  'no-services': () => 'There are no rows and no service was named: nothing to assess.',
  'total-sum': ({ parts, sum }, f) =>
    parts.length === 1
      ? `Only ${parts[0]?.service} earns a credit: ${f.credit(sum)}.`
      : `${parts.map(({ service, credit }) => `${service} ${f.credit(credit)}`).join(' + ')} = ${f.credit(sum)}.`,
  'total-capped': ({ sum, cap }, f) =>
    `The agreement grants at most ${f.credit(cap)} for one window: ${f.credit(sum)} becomes ${f.credit(cap)}.`,
  'total-not-addable': ({ parts }, f) =>
    `${f.list(parts.map(({ service, credit }) => `${service} ${f.credit(credit)}`))}: percentages of different fees have no sum; each is asked for by itself.`,
  'total-certain': ({ credit }, f) =>
    credit ? `Certain in any case: ${f.credit(credit)}.` : 'None of this is certain yet.',
  'total-nothing': ({ services }, f) =>
    services === 1 ? 'The service earns no credit.' : `None of the ${f.count(services)} services earns a credit.`,
};

export const enMissing: MissingMessages = {
  'own-error-share': ({ above }, f) =>
    `share of this domain's requests that failed (only more than ${f.percent(above)} is downtime)`,
  'own-affected': () => 'whether the service was down for this customer, not only impaired or for others',
  'own-user-minutes': () => "how many of this customer's users were affected, and for how many minutes",
  'own-requests': () => "how many requests this customer's users made in the window, and how many of them failed",
  'own-error-rates': ({ minutes = 5 }) => `error rate of this customer's requests in each ${minutes}-minute interval`,
  'maintenance-announced-at': ({ noticeHours }) =>
    noticeHours === null
      ? 'when the maintenance was announced'
      : `when the maintenance was announced (${noticeHours} h ahead takes it out)`,
  'maintenance-in-contract': () =>
    'whether the contract takes announced maintenance out (the text does not mention it), and whether users failed during it',
};

export const enReport: ReportMessages = {
  verdicts: { owed: 'owed', 'not-owed': 'not owed', depends: 'depends' },
  notMeasured: 'not measured',
  noRecord: 'No record reaches into this window: nothing is said of uptime or of what is owed.',
  total: 'Total',
  owed: (credit) => `${credit} owed`,
  depends: (credit) => `${credit}, if the missing fact is confirmed`,
  askBy: (day) => `ask by ${day}`,
  askedTooLate: (day) => `was to be asked for by ${day}`,
  uptime: 'Uptime',
  downtime: 'Downtime',
  unknown: 'Not known',
  missing: 'Missing',
  assumed: 'Assumed',
  assumedOfSeveral: 'Assumed of several services',
  worked: 'How it was worked out',
  more: (count) => `and ${count} more`,
  version: (version) => `version ${version}`,
  asOf: (moment) => `as of ${moment}`,
};

function counted(count: number, noun: string, f: SlaFormat): string {
  return `${f.count(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function reading({ anchor, days, count }: ClaimReading): string {
  switch (anchor) {
    case 'incident':
      return `${days} days from the first incident`;
    case 'eligibility':
      return `${days} days from the moment the line was crossed`;
    case 'window-end':
      return `${days} days from the end of the window`;
    case 'month-end':
      return count === 1 ? 'the end of the month after the window' : `the end of month ${count} after the window`;
    case 'billing-cycle-end':
      return count === 1
        ? 'the end of the billing cycle after the window'
        : `the end of billing cycle ${count} after the window`;
  }
}
