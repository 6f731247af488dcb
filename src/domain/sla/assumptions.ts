import { overlaps, unionMs } from '../interval.ts';
import { dayOf, HOUR_MS } from '../time.ts';
import type { AssessInput } from './assessment.ts';
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
}

/** Everything the result rests on that nobody has proved. */
export function assumptionsOf(weighed: Weighed, context: AssumptionContext): Assumption[] {
  const rows = [...weighed.sorted.counted, ...weighed.sorted.disputed].filter((span) => span.isInside);
  return [
    ...aboutService(context),
    ...aboutRows(rows, context.terms),
    ...aboutSources(weighed, context.terms),
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
  const locations = [...new Set(rows.flatMap(({ row }) => row.location ?? []))];
  if (locations.length > 0) found.push({ code: 'location-is-yours', values: { locations } });
  return found;
}

function aboutShares(down: readonly RowSpan[], terms: PolicyTerms): Assumption[] {
  const isStated = ({ row }: RowSpan): boolean => row.sharePpm !== null && row.sharePpm !== undefined;
  const above = terms.downtime.shareAbove;
  const found: Assumption[] = [];
  if (terms.measure === 'user-minutes') found.push({ code: 'all-users-down', values: {} });
  if (terms.measure === 'interval-error-rate') found.push({ code: 'all-requests-failed', values: {} });
  if (terms.measure !== 'time') return found;
  if (above === null) return down.some(isStated) ? [{ code: 'share-unused', values: {} }] : [];
  if (down.some((span) => !isStated(span))) found.push({ code: 'own-domain', values: { above } });
  if (down.some(isStated)) found.push({ code: 'share-of-own', values: { above } });
  return found;
}

/** The largest of the shares that stay at or under the line. */
function aboutSmallShares(rows: readonly RowSpan[], terms: PolicyTerms): Assumption[] {
  const above = terms.downtime.shareAbove;
  const shares = rows.flatMap(({ row, judgement }) => (judgement.as === 'may-count' ? (row.sharePpm ?? []) : []));
  if (above === null || shares.length === 0) return [];
  const sharePpm = shares.reduce((most, share) => Math.max(most, share), 0);
  return [{ code: 'small-share', values: { sharePpm, above } }];
}

function aboutSources(weighed: Weighed, terms: PolicyTerms): Assumption[] {
  const { used, others } = weighed.sorted.sources;
  const found: Assumption[] = [];
  if (others.length > 0) {
    const together = weighed.creditOfAllSources ?? null;
    const changes = together?.amount !== weighed.reported.credit?.amount;
    found.push({ code: 'source-used', values: { used, others, together, changes } });
  }
  const [first] = used;
  if (terms.downtime.sources.order[0] === 'provider' && first && first !== 'provider') {
    found.push({ code: 'provider-silent', values: { source: first } });
  }
  return found;
}

function aboutMaintenance(weighed: Weighed, terms: PolicyTerms): Assumption[] {
  const { excluded, counted, disputed } = weighed.sorted.maintenance;
  const hours = terms.maintenance.maximumHoursPerYear;
  const found: Assumption[] = [];
  if (counted.length > 0 || (disputed.length > 0 && weighed.verdict === 'depends')) {
    found.push({ code: 'maintenance-failed', values: {} });
  }
  if (hours !== null && excluded.length > 0) found.push({ code: 'maintenance-year-from-rows', values: { hours } });
  return found;
}

function aboutUnknown(weighed: Weighed, terms: PolicyTerms): Assumption[] {
  const ms = unionMs(weighed.unknown);
  if (ms === 0) return [];
  if (terms.downtime.unknown === 'down') return [{ code: 'unknown-is-down', values: { ms } }];
  const credit = weighed.creditIfUnknownDown;
  const found: Assumption[] = [{ code: 'unknown-is-up', values: { ms } }];
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

function aboutTerms(weighed: Weighed, { terms }: AssumptionContext): Assumption[] {
  const { credit } = weighed.reported;
  const found: Assumption[] = [];
  if (credit && terms.exclusions.length > 0) {
    found.push({ code: 'no-exclusion-applies', values: { exclusions: terms.exclusions } });
  }
  if (credit && terms.credit.minimum) found.push({ code: 'minimum-credit', values: terms.credit.minimum });
  if (weighed.reported.downtime.ms === 0) return found;
  const silent = new Set<string>(SAID_ELSEWHERE);
  if (credit === null) for (const term of CLAIM_TERMS) silent.add(term);
  if (!weighed.sorted.maintenance.isAny) silent.add('maintenance');
  return [...found, ...terms.verification.filter((note) => isWorthSaying(note, silent)).map(asAssumption)];
}

function isWorthSaying(note: VerificationNote, silent: ReadonlySet<string>): boolean {
  return note.mark !== 'official' && !note.covers.every((term) => silent.has(term));
}

function asAssumption({ covers, mark, source, note }: VerificationNote): Assumption {
  return { code: 'not-verified', values: { covers, mark, source, note } };
}
