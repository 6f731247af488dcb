import { type Instant, toIso } from './time.ts';
import type { IncidentImpact, IncidentStage, Language, OutageSource, OutageState } from './words.ts';

export type Names = Readonly<Record<string, string>>;

export interface ServiceFacts {
  readonly slug: string;
  readonly names: Names;
}

export interface UpdateFacts {
  readonly at: Instant;
  readonly stage: IncidentStage;
  readonly body: string;
  readonly lang: Language;
}

export interface OutageFacts {
  readonly id: string;
  readonly service: ServiceFacts;
  readonly state: OutageState;
  readonly source: OutageSource;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly revision: number;
}

export interface IncidentFacts {
  readonly id: string;
  readonly title: string;
  readonly lang: Language;
  readonly impact: IncidentImpact;
  readonly stage: IncidentStage;
  readonly url: string;
  readonly startedAt: Instant;
  readonly resolvedAt: Instant | null;
  readonly services: readonly ServiceFacts[];
  readonly latestUpdate: UpdateFacts | null;
}

export interface ReportFacts {
  readonly id: string;
  readonly title: string;
  readonly lang: Language;
  readonly url: string;
  readonly publishedAt: Instant;
}

export interface PayloadFacts {
  readonly incident: IncidentFacts | null;
  readonly outages?: readonly OutageFacts[];
  readonly outage?: OutageFacts;
  readonly report?: ReportFacts;
}

/** Room for `data`; the envelope and its sequence stay below 20 kB with it. */
const DATA_BYTES = 19_000;
const BODY_LENGTHS = [8_000, 4_000, 1_500, 300, 0];
const LIST_LENGTHS = [100, 40, 15, 5];
/** Of an incident in an event of one of its outages: an event that takes hundreds of services has as many of these. */
const SERVICES_BESIDE_OUTAGE = 10;
const TITLE_LENGTH = 300;
const NAME_LENGTH = 120;

/** The `data` of an event, cut to what a receiver can be expected to take: long texts end in a marker and the incident's page. */
export function noticePayload(facts: PayloadFacts): Readonly<Record<string, unknown>> {
  let smallest: Readonly<Record<string, unknown>> = {};
  for (const listLength of LIST_LENGTHS) {
    for (const bodyLength of BODY_LENGTHS) {
      smallest = printPayload(facts, { bodyLength, listLength });
      if (byteLength(smallest) <= DATA_BYTES) return smallest;
    }
  }
  return smallest;
}

interface Limits {
  readonly bodyLength: number;
  readonly listLength: number;
}

function printPayload(facts: PayloadFacts, limits: Limits): Readonly<Record<string, unknown>> {
  const services = facts.outage ? Math.min(limits.listLength, SERVICES_BESIDE_OUTAGE) : limits.listLength;
  return {
    ...(facts.report ? { report: printReport(facts.report) } : {}),
    ...(facts.outage ? { outage: printOutage(facts.outage) } : {}),
    incident: facts.incident ? printIncident(facts.incident, { ...limits, listLength: services }) : null,
    ...(facts.outages ? { outages: facts.outages.slice(0, limits.listLength).map(printOutage) } : {}),
  };
}

function printIncident(incident: IncidentFacts, limits: Limits): Readonly<Record<string, unknown>> {
  const update = incident.latestUpdate;
  return {
    id: incident.id,
    title: cut(incident.title, TITLE_LENGTH),
    lang: incident.lang,
    impact: incident.impact,
    stage: incident.stage,
    url: incident.url,
    services: incident.services.slice(0, limits.listLength).map(printService),
    startedAt: toIso(incident.startedAt),
    resolvedAt: isoOrNull(incident.resolvedAt),
    latestUpdate: update && {
      at: toIso(update.at),
      stage: update.stage,
      lang: update.lang,
      body: cutBody(update.body, limits.bodyLength, incident.url),
    },
  };
}

function printOutage(outage: OutageFacts): Readonly<Record<string, unknown>> {
  return {
    id: outage.id,
    service: printService(outage.service),
    state: outage.state,
    source: outage.source,
    startedAt: toIso(outage.startedAt),
    endedAt: isoOrNull(outage.endedAt),
    revision: outage.revision,
  };
}

function printReport(report: ReportFacts): Readonly<Record<string, unknown>> {
  return {
    id: report.id,
    title: cut(report.title, TITLE_LENGTH),
    lang: report.lang,
    url: report.url,
    publishedAt: toIso(report.publishedAt),
  };
}

function printService(service: ServiceFacts): ServiceFacts {
  const names = Object.entries(service.names).map(([lang, name]) => [lang, cut(name, NAME_LENGTH)]);
  return { slug: service.slug, names: Object.fromEntries(names) };
}

function cutBody(body: string, length: number, url: string): string {
  return body.length <= length ? body : `${cut(body, length)}\n\n[…] ${url}`;
}

/** Never cuts a character outside the basic plane in two. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

function isoOrNull(at: Instant | null): string | null {
  return at === null ? null : toIso(at);
}

function byteLength(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
