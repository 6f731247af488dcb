import { subtractIntervals } from '../interval.ts';
import type { OutageFacts, PhaseFacts, ServiceFacts } from '../status/facts.ts';
import { type Instant, monthOf } from '../time.ts';
import { assess } from './assess.ts';
import type { Assessment, OutageRow } from './assessment.ts';
import { isNamedBy } from './coverage.ts';
import type { SlaPolicy } from './policy.ts';
import { policyForMonth } from './policy-version.ts';

/** What one agreement would owe a reader whose own domain was affected throughout. */
export interface OutageMeaning {
  readonly policy: SlaPolicy;
  /** Whether the agreement names a service that failed; otherwise it is read as if it covered them. */
  readonly named: boolean;
  readonly assessment: Assessment;
}

export interface MeaningInput {
  /** The services that failed, with all their public outages of the time around. */
  readonly services: readonly ServiceFacts[];
  /** When the outage in question began: it names the window. */
  readonly startedAt: Instant;
  readonly now: Instant;
}

/** One meaning for each agreement, in the version of the window; those that name a service first. */
export function outageMeanings(policies: readonly SlaPolicy[], input: MeaningInput): OutageMeaning[] {
  const byId = Map.groupBy(policies, ({ id }) => id);
  return [...byId.values()]
    .flatMap((versions) => meaningOf(versions, input) ?? [])
    .toSorted((a, b) => Number(b.named) - Number(a.named) || (a.policy.name < b.policy.name ? -1 : 1));
}

function meaningOf(
  versions: readonly SlaPolicy[],
  { services, startedAt, now }: MeaningInput,
): OutageMeaning | undefined {
  const zone = versions[0]?.terms.window.zone ?? 'UTC';
  const month = monthOf(startedAt, zone);
  const policy = policyForMonth(versions, month);
  if (!policy) return undefined;
  const names = services.map(policyName);
  const named = names.some((name) => isNamedBy(policy.terms.services, name));
  const outages = services.flatMap((service) => [
    ...service.outages.flatMap((outage) => rowsOf(policyName(service), outage)),
    ...plannedRows(service),
  ]);
  const read = named ? policy : coveringAll(policy);
  return { policy, named, assessment: assess({ policy: read, month, asOf: now, outages, services: names }) };
}

/** The English name, by which policies know services. */
export function policyName({ names, slug }: Pick<ServiceFacts, 'names' | 'slug'>): string {
  return names.en ?? slug;
}

function coveringAll(policy: SlaPolicy): SlaPolicy {
  const services = { covered: [], notCovered: [], others: 'assumed-covered' } as const;
  return { ...policy, terms: { ...policy.terms, services } };
}

/** Every phase as if it had stopped all of the reader's own users; a row for each surface it names. */
function rowsOf(service: string, { phases, source }: OutageFacts): OutageRow[] {
  return phases.flatMap((phase) => {
    const row: OutageRow = { service, startedAt: phase.startedAt, endedAt: phase.endedAt, state: 'down', source };
    const placed = { ...row, ...placesOf(phase) };
    return phase.surfaces.length === 0 ? [placed] : phase.surfaces.map((surface) => ({ ...placed, surface }));
  });
}

/** Announced maintenance, without the outages that had begun when it was announced. */
function plannedRows(service: ServiceFacts): OutageRow[] {
  return service.maintenance.flatMap((span) => {
    const begun = service.outages
      .filter(({ startedAt }) => startedAt < span.announcedAt)
      .map(({ startedAt, endedAt }) => ({ startedAt, endedAt: endedAt ?? Number.MAX_SAFE_INTEGER }));
    return subtractIntervals([span], begun).map(
      (part): OutageRow => ({
        ...{ ...part, service: policyName(service), state: 'maintenance', planned: true },
        ...{ announcedAt: span.announcedAt, noticeOf: span.startedAt },
      }),
    );
  });
}

function placesOf({ locations }: PhaseFacts): Pick<OutageRow, 'location' | 'locations'> {
  const titles = locations.map(({ title }) => title);
  return titles.length === 0 ? {} : { location: titles.join(', '), locations: titles };
}
