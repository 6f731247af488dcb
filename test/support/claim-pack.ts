import { assessContract } from '#domain/credits/assess-contract';
import type { ContractEvidence, EvidenceOutage } from '#domain/credits/evidence';
import type { PackFacts } from '#domain/credits/pack-facts';
import type { PolicyTerms } from '#domain/sla/policy';
import { HOUR_MS } from '#domain/time';
import { daysTerms } from './credits.ts';

export const OUTAGE_START = Date.parse('2026-10-05T10:00:00Z');

/** An outage of Gmail of so many hours on 5 October 2026. */
export function packOutage(input: Partial<EvidenceOutage> & { hours?: number; from?: number } = {}): EvidenceOutage {
  const { hours = 4, from = OUTAGE_START, ...outage } = input;
  const phase = { startedAt: from, endedAt: from + hours * HOUR_MS, state: 'down' } as const;
  return {
    id: 'outage-1',
    serviceId: 'gmail',
    source: 'provider',
    revision: 1,
    incident: null,
    phases: [{ ...phase, surfaces: ['web'], locations: ['Europe'], sharePpm: 60_000 }],
    ...outage,
  };
}

/** The facts of a claim against Google for October 2026; a test names only what matters to it. */
export function packFacts(
  input: Partial<PackFacts> & { outages?: readonly EvidenceOutage[]; terms?: Partial<PolicyTerms>; zone?: string } = {},
): PackFacts {
  const { outages = [packOutage()], terms = {}, zone = 'Europe/Paris', ...facts } = input;
  const policy = {
    id: 'google-workspace',
    version: 1,
    name: 'Google Workspace SLA',
    effectiveFrom: '2020-01-01',
    terms: daysTerms(terms),
  };
  const evidence: ContractEvidence = {
    policy,
    contract: { id: 'contract-1', zone, startsAt: Date.parse('2026-01-01T00:00:00Z'), endsAt: null },
    services: [
      { id: 'gmail', name: 'Gmail', measuredSince: 0, statedBy: 'google-workspace' },
      { id: 'drive', name: 'Drive', measuredSince: null, statedBy: null },
    ],
    checks: [],
    outages,
    gaps: [],
  };
  return {
    party: {
      customerName: 'Alder School',
      counterparty: 'Google',
      customerDomain: 'alder.example',
      accountNumber: 'C01abc',
      reseller: null,
      resellerDays: null,
      edition: 'Business Plus',
      seats: 500,
    },
    policy,
    evidence,
    window: assessContract(evidence, '2026-10', Date.parse('2026-11-10T09:00:00Z')),
    names: new Map([
      ['gmail', { en: 'Gmail', fr: 'Gmail' }],
      ['drive', { en: 'Drive', fr: 'Drive' }],
    ]),
    claim: null,
    incidents: [],
    checks: [],
    tickets: [],
    now: Date.parse('2026-11-10T09:00:00Z'),
    ...facts,
  };
}
