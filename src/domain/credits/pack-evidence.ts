import type { AskedEvidence, EvidenceFact } from '../sla/policy.ts';
import type { PackFacts } from './pack-facts.ts';
import type { PackOutage } from './pack-outages.ts';
import type { PackProofs } from './pack-proofs.ts';

/** One thing the provider asks for: in the pack, not there, or for a person to add. */
export interface EvidenceCheckItem {
  readonly text: AskedEvidence;
  readonly state: 'present' | 'missing' | 'by-hand';
}

/** What the pack holds of the provider's list; what no rule knows is for a person to check. */
export function checkEvidence(
  facts: PackFacts,
  pack: { readonly outages: readonly PackOutage[]; readonly proofs: PackProofs; readonly users: number | null },
): EvidenceCheckItem[] {
  const { party } = facts;
  const { outages, proofs } = pack;
  const has: Readonly<Record<EvidenceFact, boolean>> = {
    domain: party.customerDomain !== null,
    account: party.accountNumber !== null,
    services: true,
    subject: true,
    times: outages.length > 0,
    incident: proofs.provider.incidents.length > 0,
    users: pack.users !== null,
    places: outages.some(({ locations }) => locations.length > 0),
    reports: proofs.tickets.has,
    'own-errors': false,
  };
  return facts.policy.terms.claim.evidence.map((text) => {
    const wanted = text.facts ?? [];
    if (wanted.length === 0) return { text, state: 'by-hand' };
    return { text, state: wanted.every((fact) => has[fact]) ? 'present' : 'missing' };
  });
}
