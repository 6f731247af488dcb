import type { AssessmentLine, Credit } from '../sla/assessment.ts';
import type { Missing } from '../sla/steps.ts';
import type { Instant } from '../time.ts';
import type { CreditAmount } from './amount.ts';
import type { ContractLine } from './assess-contract.ts';
import { capOverAllServices } from './credit-cap.ts';
import { type PackDeadline, packDeadline } from './pack-deadline.ts';
import { checkEvidence, type EvidenceCheckItem } from './pack-evidence.ts';
import type { PackClaim, PackFacts, PackNames, PackParty } from './pack-facts.ts';
import { type PackOutage, packOutages } from './pack-outages.ts';
import { type PackProofs, packProofs } from './pack-proofs.ts';

/** What is asked for one service, and the arithmetic in short. */
export interface PackService {
  readonly serviceId: string;
  readonly names: PackNames;
  readonly line: AssessmentLine;
  readonly asked: CreditAmount;
  /** Set where the arithmetic gives something else today than was asked. */
  readonly nowOwed: Credit | null;
}

/** Everything to send with a claim against a provider; plain data that text, page, file and PDF print. */
export interface ClaimPack {
  readonly party: PackParty;
  readonly policy: PackFacts['policy'];
  readonly month: string;
  readonly window: PackFacts['window']['assessment']['window'];
  readonly open: boolean;
  readonly claim: PackClaim | null;
  readonly services: readonly PackService[];
  /** After the cap; null where percentages of different fees have no sum. */
  readonly total: CreditAmount | null;
  readonly capped: boolean;
  readonly missing: readonly Missing[];
  readonly outages: readonly PackOutage[];
  readonly proofs: PackProofs;
  /** `counted` by whoever asked, or else `atLeast` as many as one ticket tells. */
  readonly users: {
    readonly counted: number | null;
    readonly atLeast: number | null;
    readonly sharePpm: number | null;
  };
  readonly evidence: readonly EvidenceCheckItem[];
  readonly deadline: PackDeadline;
  /** UTC, the contract's own, and the one the provider's reports are written in. */
  readonly zones: readonly string[];
  readonly madeAt: Instant;
}

/** The zone in which Google writes its reports. */
const GOOGLE_ZONE = 'US/Pacific';

/** Puts together what is known; undefined where nothing is or was asked for. */
export function claimPack(facts: PackFacts): ClaimPack | undefined {
  const lines = facts.window.lines.filter((line) => isAskedFor(facts, line));
  if (lines.length === 0) return undefined;
  const services = lines.map((line) => packService(facts, line));
  const outages = packOutages(
    facts,
    lines.map(({ serviceId }) => serviceId),
  );
  const proofs = packProofs(facts, outages);
  const users = { counted: facts.claim?.affectedUsers ?? null, ...usersAffected(proofs, outages) };
  const { assessment, month } = facts.window;
  return {
    party: facts.party,
    policy: facts.policy,
    month,
    window: assessment.window,
    open: assessment.open,
    claim: facts.claim,
    services,
    ...totalOf(facts, services),
    missing: distinctMissing(lines),
    outages,
    proofs,
    users,
    evidence: checkEvidence(facts, { outages, proofs, users: users.counted ?? users.atLeast }),
    deadline: packDeadline(facts, lines),
    zones: [...new Set(['UTC', assessment.window.zone, ...(isGoogles(facts) ? [GOOGLE_ZONE] : [])])],
    madeAt: facts.now,
  };
}

function isAskedFor({ claim }: PackFacts, { serviceId, line }: ContractLine): boolean {
  if (claim) return claim.items.some((item) => item.serviceId === serviceId);
  return line.covered && line.verdict !== 'not-owed' && line.credit !== null && line.credit.amount > 0;
}

function packService({ claim, names }: PackFacts, { serviceId, line }: ContractLine): PackService {
  const owed = line.verdict === 'not-owed' ? null : line.credit;
  const item = claim?.items.find((one) => one.serviceId === serviceId);
  const asked = item?.asked ?? amountOf(owed);
  const changed = item !== undefined && (owed?.amount ?? 0) !== asked.value;
  const nothing: Credit = { unit: asked.unit, amount: 0, currency: asked.currency ?? undefined };
  return { serviceId, names: names.get(serviceId) ?? {}, line, asked, nowOwed: changed ? (owed ?? nothing) : null };
}

function amountOf(credit: Credit | null): CreditAmount {
  return { unit: credit?.unit ?? 'days', value: credit?.amount ?? 0, currency: credit?.currency ?? null };
}

function totalOf(
  { policy, window }: PackFacts,
  services: readonly PackService[],
): { readonly total: CreditAmount | null; readonly capped: boolean } {
  const [first, ...more] = services.map(({ asked }) => asked);
  if (!first || (more.length > 0 && first.unit === 'percent' && policy.terms.credit.feeBase !== 'whole-invoice')) {
    return { total: null, capped: false };
  }
  const sum = more.reduce((total, { value }) => total + value, first.value);
  const cap = capOverAllServices(policy, window.assessment);
  return { total: { ...first, value: Math.min(sum, cap ?? sum) }, capped: cap !== null && cap < sum };
}

function usersAffected({ tickets }: PackProofs, outages: readonly PackOutage[]): Omit<ClaimPack['users'], 'counted'> {
  // Tickets of one outage speak of the same users: their figures are not added.
  const told = tickets.list.flatMap(({ affectedUsers }) => (affectedUsers === null ? [] : [affectedUsers]));
  const shares = outages.flatMap(({ sharePpm }) => (sharePpm === null ? [] : [sharePpm]));
  return {
    atLeast: told.length === 0 ? null : Math.max(...told),
    sharePpm: shares.length === 0 ? null : Math.max(...shares),
  };
}

function distinctMissing(lines: readonly ContractLine[]): Missing[] {
  return [...new Map(lines.flatMap(({ line }) => line.missing).map((fact) => [fact.code, fact])).values()];
}

function isGoogles({ policy, evidence }: PackFacts): boolean {
  return policy.id.startsWith('google-') || evidence.services.some(({ statedBy }) => statedBy?.startsWith('google'));
}
