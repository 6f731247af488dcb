import { type Interval, intersectIntervals, mergeIntervals } from '../interval.ts';
import type { AnnouncedSpan } from '../maintenance/spans.ts';
import type { ExcludedSpan, OutageRow, WindowFee } from '../sla/assessment.ts';
import type { SlaPolicy } from '../sla/policy.ts';
import type { Instant } from '../time.ts';
import type { OutageSource, OutageState, Surface } from '../words.ts';
import { endedSpans, maintenanceRows, maintenanceWithin, withBegun } from './evidence-maintenance.ts';

export interface ContractedService {
  readonly id: string;
  /** The English name, by which policies know services. */
  readonly name: string;
  /** When the first check of it began; null where nobody measures it. */
  readonly measuredSince: Instant | null;
  /** Who publishes its state; null where nobody does or their feed was never read. */
  readonly statedBy: string | null;
  /** From when their silence means that all was well: the first reading of the feed, or the oldest incident it told of. */
  readonly statedSince?: Instant | null | undefined;
}

export interface EvidencePhase {
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly state: OutageState;
  readonly surfaces: readonly Surface[];
  readonly locations: readonly string[];
  readonly sharePpm: number | null;
}

export interface EvidenceOutage {
  readonly id: string;
  readonly serviceId: string;
  readonly source: OutageSource;
  readonly revision: number;
  readonly incident: { readonly id: string; readonly title: string; readonly published: boolean } | null;
  readonly phases: readonly EvidencePhase[];
}

export interface EvidenceCheck {
  readonly id: string;
  readonly serviceId: string;
  readonly createdAt: Instant;
  /** Since when it runs no more; null while it runs. */
  readonly archivedAt: Instant | null;
}

/** A span in which a check could not see its service. */
export interface EvidenceGap {
  readonly serviceId: string;
  readonly checkId: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
}

/** A stretch of time that somebody took out of the downtime of the contract. */
export interface EvidenceExclusion extends Interval {
  /** null for every service. */
  readonly serviceId: string | null;
  /** Who took it out: an operator, or the provider where he is the one who owes. */
  readonly by: string;
  readonly reason: string;
}

/** Time that was announced as maintenance of a service, and since when that was known. */
export interface EvidenceMaintenance extends AnnouncedSpan {
  readonly serviceId: string;
  /** Of outages before the window that had begun when it was announced: this time of it is no maintenance. Absent where there is none. */
  readonly begunBefore?: readonly Interval[] | undefined;
}

/** All that the arithmetic of a contract rests on; plain data, kept with a claim as it was when asked. */
export interface ContractEvidence {
  readonly policy: SlaPolicy;
  readonly contract: {
    readonly id: string;
    readonly zone: string;
    readonly startsAt: Instant;
    readonly endsAt: Instant | null;
  };
  readonly services: readonly ContractedService[];
  readonly checks: readonly EvidenceCheck[];
  readonly outages: readonly EvidenceOutage[];
  readonly gaps: readonly EvidenceGap[];
  /** Absent where none was announced. */
  readonly maintenance?: readonly EvidenceMaintenance[] | undefined;
  /** Absent where nothing was taken out. */
  readonly exclusions?: readonly EvidenceExclusion[] | undefined;
  /** What was paid; absent where the terms do not reckon with it or nobody knows it. */
  readonly fee?: WindowFee | undefined;
}

/** What of the evidence enters the arithmetic: nothing of it names the customer, so contracts of the same terms share it. */
export interface ArithmeticEvidence extends Omit<ContractEvidence, 'contract' | 'outages'> {
  readonly contract: Omit<ContractEvidence['contract'], 'id'>;
  readonly outages: readonly Omit<EvidenceOutage, 'incident'>[];
}

/** The evidence as rows of the arithmetic, clipped to the term of the contract. */
export function evidenceRows(evidence: ArithmeticEvidence, asOf: Instant): OutageRow[] {
  const names = new Map(evidence.services.map(({ id, name }) => [id, name]));
  const outages = evidence.outages.flatMap((outage) =>
    outage.phases.flatMap((phase) => phaseRows(outage, phase, names.get(outage.serviceId) ?? '')),
  );
  const unknown = evidence.services.flatMap((service) => unknownRows(evidence, service, asOf));
  const maintenance = maintenanceRows(evidence, names);
  return [...outages, ...maintenance, ...unknown].flatMap((row) => clipToTerm(row, evidence.contract));
}

/** What was taken out of the downtime, as the arithmetic knows its services: by name. */
export function excludedSpans({ services, exclusions = [] }: ArithmeticEvidence): ExcludedSpan[] {
  const names = new Map(services.map(({ id, name }) => [id, name]));
  return exclusions.flatMap(({ serviceId, startedAt, endedAt, by, reason }) => {
    const service = serviceId === null ? null : names.get(serviceId);
    return service === undefined ? [] : [{ service, startedAt, endedAt, by, reason }];
  });
}

/** One row per surface, for the arithmetic looks at one surface at a time; overlaps count once. */
function phaseRows(outage: ArithmeticEvidence['outages'][number], phase: EvidencePhase, service: string): OutageRow[] {
  const row: OutageRow = {
    service,
    startedAt: phase.startedAt,
    endedAt: phase.endedAt,
    state: phase.state,
    location: phase.locations.length === 0 ? null : phase.locations.join(', '),
    ...(phase.locations.length > 0 ? { locations: phase.locations } : {}),
    sharePpm: phase.sharePpm,
    source: outage.source,
  };
  return phase.surfaces.length === 0 ? [row] : phase.surfaces.map((surface) => ({ ...row, surface }));
}

/** Unknown is the time in which not one of the service's checks could see it, before the first and after the last included. */
function unknownRows(evidence: ArithmeticEvidence, service: ContractedService, asOf: Instant): OutageRow[] {
  const blind = blindIntervals(evidence, service, asOf) ?? [];
  return blind.map((span) => ({ ...span, service: service.name, state: 'unknown', source: 'measured' }));
}

/** When all checks of a service were blind at once; undefined where it has none. */
export function blindIntervals(
  evidence: ArithmeticEvidence,
  service: ContractedService,
  asOf: Instant,
): Interval[] | undefined {
  return evidence.checks
    .filter(({ serviceId }) => serviceId === service.id)
    .map((check) => blindSpans(evidence, check, asOf))
    .reduce<Interval[] | undefined>((common, spans) => (common ? intersectIntervals(common, spans) : spans), undefined);
}

/** A check sees nothing before it is made, in its gaps, and once it is archived. */
function blindSpans({ contract, gaps }: ArithmeticEvidence, check: EvidenceCheck, asOf: Instant): Interval[] {
  const own = gaps.filter(({ checkId }) => checkId === check.id);
  const spans: Omit<EvidenceGap, 'serviceId' | 'checkId'>[] = [
    { startedAt: contract.startsAt, endedAt: check.createdAt },
    ...own,
  ];
  if (check.archivedAt !== null) spans.push({ startedAt: check.archivedAt, endedAt: null });
  return mergeIntervals(spans.map(({ startedAt, endedAt }) => ({ startedAt, endedAt: endedAt ?? asOf })));
}

function clipToTerm(row: OutageRow, term: ArithmeticEvidence['contract']): OutageRow[] {
  const startedAt = Math.max(row.startedAt, term.startsAt);
  const end = term.endsAt ?? Number.POSITIVE_INFINITY;
  if (startedAt >= end || (row.endedAt !== null && row.endedAt <= startedAt)) return [];
  const endedAt = row.endedAt === null && term.endsAt === null ? null : Math.min(row.endedAt ?? end, end);
  return [{ ...row, startedAt, endedAt }];
}

/** The evidence under the names that its services had before; policies know services by name. */
export function evidenceUnderNames(evidence: ContractEvidence, names: ReadonlyMap<string, string>): ContractEvidence {
  const services = evidence.services.map((service) => ({ ...service, name: names.get(service.id) ?? service.name }));
  return { ...evidence, services };
}

type EvidenceParts = Pick<ContractEvidence, 'services' | 'checks' | 'outages' | 'gaps' | 'exclusions' | 'maintenance'>;

/** The part of the evidence that touches a span; a check that began later has nothing to say of it. */
export function evidenceWithin<Evidence extends EvidenceParts>(evidence: Evidence, span: Interval): Evidence {
  const touches = (part: { readonly startedAt: Instant; readonly endedAt: Instant | null }): boolean =>
    part.startedAt < span.endedAt && (part.endedAt === null || part.endedAt > span.startedAt);
  const known = (at: Instant | null): at is Instant => at !== null && at < span.endedAt;
  const outages = evidence.outages.filter(({ phases }) => phases.some(touches));
  const earlier = endedSpans(evidence.outages, span.startedAt);
  return {
    ...evidence,
    services: evidence.services.map((service) =>
      service.measuredSince === null || known(service.measuredSince) ? service : { ...service, measuredSince: null },
    ),
    checks: evidence.checks.filter(({ createdAt }) => known(createdAt)),
    outages,
    gaps: evidence.gaps.filter(touches),
    exclusions: evidence.exclusions?.filter(touches),
    ...(evidence.maintenance && {
      maintenance: maintenanceWithin({ outages, maintenance: withBegun(evidence.maintenance, earlier) }, span),
    }),
  };
}
