import { assess } from '../sla/assess.ts';
import type { Assessment, AssessmentLine, ExcludedSpan, OutageRow } from '../sla/assessment.ts';
import type { SlaPolicy } from '../sla/policy.ts';
import type { Instant } from '../time.ts';
import { OUTAGE_SOURCES, type OutageSource } from '../words.ts';
import { type ArithmeticEvidence, evidenceRows, excludedSpans } from './evidence.ts';
import { passedSpan, recordedFrom } from './record-reach.ts';
import { type LinesBySource, type SourceFigure, sourceFigures } from './source-figures.ts';

export interface ContractLine {
  readonly serviceId: string;
  readonly line: AssessmentLine;
  readonly bySource: Readonly<Record<OutageSource, SourceFigure>>;
  /** Whose record decides here, one that adds no downtime included; empty where nobody recorded an outage. */
  readonly counted: readonly OutageSource[];
  /** From when any record speaks of the window; null where none does: it was not measured, and nothing is said of it. */
  readonly recordedFrom: Instant | null;
}

/** The arithmetic of a contract for one window, with the figures of the three sources side by side. */
export interface ContractWindow {
  readonly month: string;
  readonly assessment: Assessment;
  readonly lines: readonly ContractLine[];
  /** Set where the contract covers only part of the window: the outages are clipped, the window keeps its full length. */
  readonly term: { readonly beganInside: Instant | null; readonly endedInside: Instant | null };
}

/** The services whose window no record speaks of, by name; those without a promise are not among them. */
export function unmeasuredServices({ lines }: Pick<ContractWindow, 'lines'>): ReadonlySet<string> {
  const silent = lines.filter(({ line, recordedFrom: from }) => line.covered && from === null);
  return new Set(silent.flatMap(({ line }) => line.service ?? []));
}

/** Assesses the window named by `month`; what lies after `asOf` is not known yet. */
export function assessContract(evidence: ArithmeticEvidence, month: string, asOf: Instant): ContractWindow {
  const rows = evidenceRows(evidence, asOf);
  const exclusions = excludedSpans(evidence);
  const assessment = assessRows(evidence, { month, asOf, rows, policy: evidence.policy, exclusions });
  const alone = assessSources(evidence, { month, asOf, rows });
  const lines = evidence.services.map((service, index) => {
    const bySource = alone.get(service.name) ?? new Map();
    const line = lineAt(assessment, index);
    const from = recordedFrom(evidence, service, { window: assessment.window, asOf });
    const figures = sourceFigures(service, { lines: bySource, passed: passedSpan(evidence, assessment.window, asOf) });
    return { serviceId: service.id, line, bySource: figures, counted: line.sources, recordedFrom: from };
  });
  return { month, assessment, lines, term: termInside(evidence, assessment) };
}

/** Each source for itself, by name of service; only services that the source said something about. What people took out changes no record. */
function assessSources(
  evidence: ArithmeticEvidence,
  input: { readonly month: string; readonly asOf: Instant; readonly rows: readonly OutageRow[] },
): ReadonlyMap<string, LinesBySource> {
  const found = new Map<string, Map<OutageSource, AssessmentLine>>();
  for (const source of OUTAGE_SOURCES) {
    const stated = input.rows.filter((row) => row.source === source);
    const services = [...new Set(stated.map(({ service }) => service))];
    const rows = [...stated, ...input.rows.filter(({ planned }) => planned)];
    const policy = countOnly(evidence.policy, source);
    const { services: lines } = assessRows(evidence, { ...input, rows, policy, services });
    for (const [index, service] of services.entries()) {
      const line = lines[index];
      if (line) found.set(service, (found.get(service) ?? new Map()).set(source, line));
    }
  }
  return found;
}

function assessRows(
  evidence: ArithmeticEvidence,
  input: {
    month: string;
    asOf: Instant;
    rows: readonly OutageRow[];
    policy: SlaPolicy;
    services?: readonly string[];
    exclusions?: readonly ExcludedSpan[];
  },
): Assessment {
  return assess({
    policy: input.policy,
    month: input.month,
    zone: evidence.contract.zone,
    asOf: input.asOf,
    outages: input.rows,
    services: input.services ?? evidence.services.map(({ name }) => name),
    exclusions: input.exclusions,
    fee: evidence.fee,
  });
}

function countOnly(policy: SlaPolicy, source: OutageSource): SlaPolicy {
  const downtime = { ...policy.terms.downtime, sources: { rule: 'together', order: [source] } as const };
  return { ...policy, terms: { ...policy.terms, downtime } };
}

function lineAt(assessment: Assessment, index: number): AssessmentLine {
  const line = assessment.services[index];
  if (!line) throw new Error('An assessment has one line per service that was asked for.');
  return line;
}

function termInside(evidence: ArithmeticEvidence, { window }: Assessment): ContractWindow['term'] {
  const inside = (at: Instant | null): Instant | null =>
    at !== null && at > window.startedAt && at < window.endedAt ? at : null;
  return { beganInside: inside(evidence.contract.startsAt), endedInside: inside(evidence.contract.endsAt) };
}
