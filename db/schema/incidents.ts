import type { IncidentImpact, IncidentStage, Language, OutageSource, Visibility } from '#domain/words';

export interface IncidentTable {
  id: string;
  title: string;
  lang: Language;
  source: OutageSource;
  impact: IncidentImpact;
  stage: IncidentStage;
  visibility: Visibility;
  provider: string | null;
  externalId: string | null;
  externalUrl: string | null;
  locations: string;
  publishAt: number | null;
  publishedAt: number | null;
  startedAt: number;
  resolvedAt: number | null;
  nextUpdateDueAt: number | null;
  remindedFor: number | null;
  providerFingerprint: string | null;
  providerResolvedAt: number | null;
  quietAt: number | null;
  startSetAt: number | null;
  createdAt: number;
  updatedAt: number;
}

export interface IncidentServiceTable {
  incidentId: string;
  serviceId: string;
}

export interface IncidentUpdateTable {
  id: string;
  incidentId: string;
  externalId: string | null;
  at: number;
  stage: IncidentStage;
  body: string;
  automatic: string | null;
  lang: Language;
  author: string | null;
  createdAt: number;
  editedAt: number | null;
}

export interface IncidentNewsTable {
  incidentId: string;
  at: number;
}
