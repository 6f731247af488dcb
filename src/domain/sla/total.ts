import { unionMs } from '../interval.ts';
import type { ServiceContext, WeighedService } from './assess-service.ts';
import type { AssessmentLine, Credit, Figures, Verdict } from './assessment.ts';
import { capCredit, capOf } from './cap.ts';
import { uptimeOf } from './downtime.ts';
import { windowSteps } from './explain.ts';
import { exactNumber } from './fraction.ts';
import { type Joint, together, unknownOf } from './joint.ts';
import type { PolicyTerms } from './policy.ts';
import type { Assumption, Missing, Step } from './steps.ts';
import type { Weighed } from './weigh-service.ts';

interface Part {
  readonly service: string;
  readonly credit: Credit;
}

export interface TotalInput {
  readonly lines: readonly AssessmentLine[];
  readonly covered: readonly WeighedService[];
  readonly joint: Joint | null;
}

/** All services together: the sum of their credits after the cap, or the parts alone where fees must be known to add them. */
export function totalOf({ lines, covered, joint }: TotalInput, context: ServiceContext): AssessmentLine {
  const weighed = covered.map((one) => one.weighed);
  const parts = partsOf(lines, (line) => line.credit);
  const credit = sumOf(parts, context);
  // Where what is reported has no sum, what is certain of it has none either.
  const certainCredit = isAddable(parts, context.terms) ? sumOf(certainParts(lines), context) : null;
  const verdict = verdictOf(lines, { credit, certainCredit });
  const reported = joint?.reported ?? figuresTogether(weighed, ({ measured }) => measured, context);
  const certain = joint?.certain ?? figuresTogether(weighed, ({ measuredCertain }) => measuredCertain, context);
  const unknown = unknownOf(weighed, { intervals: [] });
  const certainSteps: Step[] =
    verdict === 'depends' && credit ? [{ code: 'total-certain', values: { credit: certainCredit } }] : [];
  const first = lines.filter((line) => line.claimBy !== null).toSorted(byClaimDate)[0];
  return {
    ...reported,
    tier: joint?.reported.tier ?? null,
    credit,
    service: null,
    covered: true,
    verdict,
    missing: verdict === 'depends' ? distinctMissing(lines) : [],
    assumptions: totalAssumptions(parts, context),
    unknownMs: unionMs(unknown),
    unknownIntervals: unknown,
    certain: { ...certain, tier: joint?.certain.tier ?? null, credit: certainCredit },
    claimBy: first?.claimBy ?? null,
    claimDates: first?.claimDates ?? [],
    explanation: [
      ...windowSteps(context),
      ...jointSteps(joint),
      ...sumSteps(lines, { parts, credit }),
      ...certainSteps,
    ],
    sources: [...new Set(lines.flatMap((line) => line.sources))],
  };
}

function figuresTogether(
  parts: readonly Weighed[],
  reading: Parameters<typeof together>[1],
  context: ServiceContext,
): Figures {
  const { downtime, knownMs } = together(parts, reading, context);
  const { ms, intervals, lost } = downtime;
  return { downtime: { ms, intervals }, uptime: uptimeOf(lost, knownMs), tier: null, credit: null };
}

function jointSteps(joint: Joint | null): Step[] {
  if (!joint) return [];
  const { scope, services, reported } = joint;
  const { downtime, uptime } = reported;
  return [{ code: 'scope-joint', values: { scope, services, ms: downtime.ms, percent: uptime.percent } }];
}

function certainParts(lines: readonly AssessmentLine[]): Part[] {
  return partsOf(lines, (line) => line.certain.credit);
}

function partsOf(lines: readonly AssessmentLine[], credit: (line: AssessmentLine) => Credit | null): Part[] {
  return lines.flatMap((line) => {
    const earned = credit(line);
    return earned && line.service !== null ? [{ service: line.service, credit: earned }] : [];
  });
}

/** Percentages of different services' fees have no sum. */
function isAddable(parts: readonly Part[], terms: PolicyTerms): boolean {
  const [first] = parts;
  return parts.length <= 1 || first?.credit.unit !== 'percent' || terms.credit.feeBase === 'whole-invoice';
}

function sumOf(parts: readonly Part[], context: ServiceContext): Credit | null {
  const { terms } = context;
  const sum = isAddable(parts, terms) ? plainSum(parts) : null;
  return sum && terms.cap?.over === 'all-services' ? capCredit(terms, sum, context) : sum;
}

function plainSum(parts: readonly Part[]): Credit | null {
  const [first] = parts;
  if (!first) return null;
  return { ...first.credit, amount: exactNumber(parts.reduce((sum, part) => sum + BigInt(part.credit.amount), 0n)) };
}

function verdictOf(
  lines: readonly AssessmentLine[],
  { credit, certainCredit }: { readonly credit: Credit | null; readonly certainCredit: Credit | null },
): Verdict {
  if (credit && credit.amount === certainCredit?.amount) return 'owed';
  if (lines.some((line) => line.verdict === 'depends')) return 'depends';
  return lines.some((line) => line.verdict === 'owed') ? 'owed' : 'not-owed';
}

function byClaimDate(a: AssessmentLine, b: AssessmentLine): number {
  return (a.claimBy ?? '') < (b.claimBy ?? '') ? -1 : 1;
}

function distinctMissing(lines: readonly AssessmentLine[]): Missing[] {
  return [...new Map(lines.flatMap((line) => line.missing).map((fact) => [fact.code, fact])).values()];
}

function totalAssumptions(parts: readonly Part[], context: ServiceContext): Assumption[] {
  const { input, terms, window, asOf } = context;
  const found: Assumption[] = [];
  if (parts.length > 1 && isAddable(parts, terms)) found.push({ code: 'services-add-up', values: {} });
  if (parts.length > 0 && terms.cap && !capOf(terms, context)) {
    found.push({ code: 'cap-needs-fee', values: { percent: terms.cap.amount } });
  }
  const reasons = input.leftOut ?? [];
  if (reasons.length > 0) found.push({ code: 'incidents-left-out', values: { reasons } });
  if (asOf < window.endedAt) {
    found.push({ code: 'window-still-open', values: { endedAt: window.endedAt, zone: window.zone } });
  }
  return found;
}

function sumSteps(
  lines: readonly AssessmentLine[],
  { parts, credit }: { readonly parts: readonly Part[]; readonly credit: Credit | null },
): Step[] {
  if (lines.length === 0) return [{ code: 'no-services', values: {} }];
  const sum = plainSum(parts);
  if (!sum) return [{ code: 'total-nothing', values: { services: lines.length } }];
  if (!credit) return [{ code: 'total-not-addable', values: { parts } }];
  const steps: Step[] = [{ code: 'total-sum', values: { parts, sum } }];
  if (sum.amount > credit.amount) steps.push({ code: 'total-capped', values: { sum, cap: credit } });
  return steps;
}
