import { overlaps, unionMs } from '../interval.ts';
import { dayOf, HOUR_MS } from '../time.ts';
import type { AssessInput, Credit } from './assessment.ts';
import { capOf } from './cap.ts';
import type { Joint } from './joint.ts';
import { placesOf } from './judge-row.ts';
import { worthIn } from './minimum.ts';
import type { PolicyTerms, VerificationNote } from './policy.ts';
import type { RowContext, RowSpan } from './sort-rows.ts';
import type { Assumption } from './steps.ts';
import type { Weighed } from './weigh-service.ts';

/** A month's edge moves by at most this much from one zone to another. */
const ZONE_SPREAD_MS = 14 * HOUR_MS;

/** Terms that matter only to somebody who has something to claim. */
const CLAIM_TERMS = ['claim', 'cap', 'credit', 'exclusions'];

/** What is not known of the window is an assumption of its own. */
const SAID_ELSEWHERE = ['window'];

export interface AssumptionContext extends RowContext {
  readonly input: AssessInput;
  readonly service: string;
  readonly isTakenCovered: boolean;
  readonly joint: Joint | null;
}

/** Everything the result rests on that nobody has proved. */
export function assumptionsOf(weighed: Weighed, context: AssumptionContext): Assumption[] {
  const rows = [...weighed.sorted.counted, ...weighed.sorted.disputed].filter((span) => span.isInside);
  return [
    ...aboutService(context),
    ...aboutRows(rows, context.terms),
    ...aboutSources(weighed, context),
    ...aboutMaintenance(weighed, context.terms),
    ...aboutUnknown(weighed, context.terms),
    ...aboutWindow(weighed, context),
    ...aboutTerms(weighed, context),
  ];
}

function aboutService({ isTakenCovered, service }: AssumptionContext): Assumption[] {
  return isTakenCovered ? [{ code: 'service-taken-covered', values: { service } }] : [];
}

function aboutRows(rows: readonly RowSpan[], terms: PolicyTerms): Assumption[] {
  const { surfaces } = terms.downtime;
  const down = rows.filter(({ judgement }) => judgement.as === 'counts');
  const found: Assumption[] = down.length > 0 ? aboutShares(down, terms) : [];
  found.push(...aboutSmallShares(rows, terms));
  if (surfaces && rows.some(({ row }) => !row.surface)) found.push({ code: 'surface-unstated', values: { surfaces } });
  return [...found, ...aboutPlaces(rows, terms)];
}

function aboutPlaces(rows: readonly RowSpan[], { downtime: { locations: counted } }: PolicyTerms): Assumption[] {
  if (counted) {
    const isUnstated = rows.some(({ row }) => placesOf(row).length === 0);
    return isUnstated ? [{ code: 'locations-unstated', values: { locations: counted } }] : [];
  }
  const locations = [...new Set(rows.flatMap(({ row }) => row.location ?? []))];
  return locations.length > 0 ? [{ code: 'location-is-yours', values: { locations } }] : [];
}

function aboutShares(down: readonly RowSpan[], terms: PolicyTerms): Assumption[] {
  const isStated = ({ row }: RowSpan): boolean => row.sharePpm !== null && row.sharePpm !== undefined;
  const above = terms.downtime.shareAbove;
  const found: Assumption[] = [];
  if (terms.measure !== 'time') return [...aboutMeasure(terms), ...(down.some(isStated) ? [SHARES_WEIGH] : [])];
  if (above === null) return down.some(isStated) ? [{ code: 'share-unused', values: {} }] : [];
  if (down.some((span) => !isStated(span))) found.push({ code: 'own-domain', values: { above } });
  if (down.some(isStated)) found.push({ code: 'share-of-own', values: { above } });
  return found;
}

const SHARES_WEIGH: Assumption = { code: 'shares-weigh', values: {} };

/** What outages cannot say of users and requests. */
function aboutMeasure({ measure, intervalMinutes }: PolicyTerms): Assumption[] {
  if (measure === 'user-minutes') return [{ code: 'all-users-down', values: {} }];
  if (measure === 'requests') return [{ code: 'requests-even', values: {} }];
  return [{ code: 'all-requests-failed', values: { minutes: intervalMinutes ?? 5 } }];
}

/** The largest of the shares that stay at or under the line. */
function aboutSmallShares(rows: readonly RowSpan[], terms: PolicyTerms): Assumption[] {
  const above = terms.downtime.shareAbove;
  const shares = rows.flatMap(({ row, judgement }) => (judgement.as === 'may-count' ? (row.sharePpm ?? []) : []));
  if (above === null || shares.length === 0) return [];
  const sharePpm = shares.reduce((most, share) => Math.max(most, share), 0);
  return [{ code: 'small-share', values: { sharePpm, above } }];
}

function aboutSources(weighed: Weighed, { terms, joint }: AssumptionContext): Assumption[] {
  const { used, others } = weighed.sorted.sources;
  const found: Assumption[] = [];
  if (others.length > 0) {
    const together = weighed.creditOfAllSources ?? null;
    const changes = joint ? null : together?.amount !== weighed.reported.credit?.amount;
    found.push({ code: 'source-used', values: { used, others, together, changes } });
  }
  const [first] = used;
  if (terms.downtime.sources.order[0] === 'provider' && first && first !== 'provider') {
    found.push({ code: 'provider-silent', values: { source: first } });
  }
  return found;
}

function aboutMaintenance(weighed: Weighed, terms: PolicyTerms): Assumption[] {
  const { told, counted, disputedWork: disputed } = weighed.sorted.maintenance;
  const hours = terms.maintenance.maximumHoursPerYear;
  const found: Assumption[] = [];
  if (counted.length > 0 || (disputed.length > 0 && weighed.verdict === 'depends')) {
    found.push({ code: 'maintenance-failed', values: {} });
  }
  if (hours !== null && told.excluded.length > 0) found.push({ code: 'maintenance-year-from-rows', values: { hours } });
  return found;
}

function aboutUnknown(weighed: Weighed, terms: PolicyTerms): Assumption[] {
  const ms = unionMs(weighed.unknown);
  if (ms === 0) return [];
  if (terms.downtime.unknown === 'down') return [{ code: 'unknown-is-down', values: { ms } }];
  const credit = weighed.creditIfUnknownDown;
  const isExcluded = terms.downtime.unknown === 'excluded';
  const found: Assumption[] = [{ code: isExcluded ? 'unknown-is-excluded' : 'unknown-is-up', values: { ms } }];
  if (isExcluded && ms === weighed.knownMs) found.push({ code: 'nothing-known', values: {} });
  if (credit !== undefined) found.push({ code: 'unknown-would-change', values: { ms, credit } });
  return found;
}

function aboutWindow(weighed: Weighed, { input, terms, window, asOf }: AssumptionContext): Assumption[] {
  const rule = terms.window;
  const found: Assumption[] = [];
  const hasDowntime = weighed.measured.ms > 0 || weighed.disputedMs > 0;
  if (rule.kind === 'billing-month' && rule.anchorDay === null) {
    found.push({ code: 'billing-cycle-taken', values: { anchorDay: 1 } });
  }
  if (rule.kind === 'rolling-days') {
    const { days = 0, firstDay } = rule;
    if (firstDay === undefined) found.push({ code: 'rolling-window-taken', values: { days } });
    else found.push({ code: 'rolling-runs-taken', values: { days, firstDay } });
  }
  if (rule.zoneStated && rule.zone !== window.zone) {
    found.push({ code: 'zone-other', values: { zone: window.zone, stated: rule.zone } });
  } else if (!rule.zoneStated && !input.zone && hasDowntime) {
    found.push({ code: 'zone-taken', values: { zone: window.zone, nearEdge: isNearEdge(weighed, window) } });
  }
  if (input.policy.effectiveFrom > dayOf(window.startedAt, window.zone)) {
    found.push({ code: 'version-later', values: { effectiveFrom: input.policy.effectiveFrom } });
  }
  if (asOf < window.endedAt) {
    found.push({ code: 'window-still-open', values: { endedAt: window.endedAt, zone: window.zone } });
  }
  return found;
}

function isNearEdge({ sorted }: Weighed, window: RowContext['window']): boolean {
  const edges = [window.startedAt, window.endedAt].map((at) => ({
    startedAt: at - ZONE_SPREAD_MS,
    endedAt: at + ZONE_SPREAD_MS,
  }));
  return [...sorted.counted, ...sorted.disputed].some((span) => edges.some((edge) => overlaps(span, edge)));
}

function aboutTerms(weighed: Weighed, context: AssumptionContext): Assumption[] {
  const { terms } = context;
  const { credit } = weighed.reported;
  const found: Assumption[] = [];
  if (credit && terms.exclusions.length > 0) {
    found.push({ code: 'no-exclusion-applies', values: { exclusions: terms.exclusions } });
  }
  if (credit) found.push(...aboutMoney(credit, context));
  if (weighed.reported.downtime.ms === 0) return found;
  const silent = new Set<string>(SAID_ELSEWHERE);
  if (credit === null) for (const term of CLAIM_TERMS) silent.add(term);
  if (!weighed.sorted.maintenance.isAny) silent.add('maintenance');
  return [...found, ...terms.verification.filter((note) => isWorthSaying(note, silent)).map(asAssumption)];
}

/** What only the fee of the window would settle. */
function aboutMoney(credit: Credit, context: AssumptionContext): Assumption[] {
  const { terms, fee } = context;
  const { minimum, feeBase, unit } = terms.credit;
  const found: Assumption[] = [];
  if (unit === 'multiple' && !fee) found.push({ code: 'credit-without-fee', values: { feeBase } });
  if (minimum && !worthIn(credit, context, minimum.currency)) found.push({ code: 'minimum-credit', values: minimum });
  if (terms.cap && !capOf(terms, context)) {
    found.push({ code: 'cap-needs-fee', values: { percent: terms.cap.amount } });
  }
  return found;
}

function isWorthSaying(note: VerificationNote, silent: ReadonlySet<string>): boolean {
  return note.mark !== 'official' && !note.covers.every((term) => silent.has(term));
}

function asAssumption({ covers, mark, source, note }: VerificationNote): Assumption {
  return { code: 'not-verified', values: { covers, mark, source, note } };
}
