import type { Credit, Verdict } from '../sla/assessment.ts';
import type { SlaPolicy } from '../sla/policy.ts';
import { windowOf } from '../sla/window.ts';
import type { Instant } from '../time.ts';
import type { CreditAmount } from './amount.ts';
import { assessContract } from './assess-contract.ts';
import type { CreditWorth } from './row-worth.ts';
import { type SpanEvidence, windowEvidence } from './window-evidence.ts';

/** What one service earned in one window under one version. */
export interface PreviewedCredit {
  readonly service: string;
  readonly verdict: Exclude<Verdict, 'not-owed'>;
  readonly credit: Credit;
}

/** One window under the terms that hold and under those that are proposed. */
export interface PreviewedWindow {
  readonly month: string;
  readonly before: readonly PreviewedCredit[];
  readonly after: readonly PreviewedCredit[];
  /** What the services bring together after the cap, where they have a sum. */
  readonly totalBefore: Credit | null;
  readonly totalAfter: Credit | null;
  readonly differs: boolean;
  /** Whether any record speaks of a service under these terms. */
  readonly measured: boolean;
  /** By how much what is owed for certain rises or falls; null where the two cannot be subtracted. */
  readonly change: CreditAmount | null;
  /** The same in money, where what the contract costs is known. */
  readonly changeInMoney: CreditAmount | null;
}

/** Puts a credit of a window into money under one version. */
type WorthUnder = (policy: SlaPolicy) => CreditWorth;

/** What a proposed version would have made of past windows; the evidence reaches over all of them under either version. */
export function previewWindows(
  evidence: SpanEvidence,
  {
    proposed,
    months,
    now,
    worth,
  }: {
    readonly proposed: SlaPolicy;
    readonly months: readonly string[];
    readonly now: Instant;
    readonly worth: WorthUnder;
  },
): PreviewedWindow[] {
  return months.map((month) => {
    const [before, after] = [evidence.policy, proposed].map((policy) => creditsUnder(evidence, { policy, month, now }));
    const empty = { credits: [], total: null, measured: false };
    const pair = { before: before ?? empty, after: after ?? empty };
    const sums = { before: sumOf(pair.before), after: sumOf(pair.after) };
    const values = { before: worth(evidence.policy), after: worth(proposed) };
    const money = [
      sums.before && moneyOf(sums.before, values.before, month),
      sums.after && moneyOf(sums.after, values.after, month),
    ];
    return {
      month,
      before: pair.before.credits,
      after: pair.after.credits,
      totalBefore: pair.before.total,
      totalAfter: pair.after.total,
      differs: JSON.stringify(pair.before) !== JSON.stringify(pair.after),
      measured: pair.before.measured || pair.after.measured,
      change: subtract(sums.after, sums.before),
      changeInMoney: subtract(money[1] ?? null, money[0] ?? null),
    };
  });
}

function creditsUnder(
  evidence: SpanEvidence,
  { policy, month, now }: { readonly policy: SlaPolicy; readonly month: string; readonly now: Instant },
) {
  const window = windowOf(policy.terms.window, month, evidence.contract.zone);
  const { lines, assessment } = assessContract(windowEvidence(evidence, { policy, window }), month, now);
  const credits = lines.flatMap(({ line, recordedFrom }): PreviewedCredit[] => {
    const { service, verdict, credit } = line;
    if (verdict === 'not-owed' || credit === null || service === null || recordedFrom === null) return [];
    return [{ service, verdict, credit }];
  });
  const measured = lines.some(({ line, recordedFrom }) => line.covered && recordedFrom !== null);
  return { credits, total: credits.length > 1 ? assessment.total.credit : null, measured };
}

/** What is owed for certain: a credit that depends on a missing fact is left out; null where the services have no sum. */
function sumOf({ credits, total }: { readonly credits: readonly PreviewedCredit[]; readonly total: Credit | null }) {
  const owed = credits.filter(({ verdict }) => verdict === 'owed').map(({ credit }) => credit);
  const [first] = owed;
  if (!first) return ZERO;
  const { unit, currency = null } = first;
  if (owed.length === credits.length && total) return { unit: total.unit, value: total.amount, currency };
  if (unit === 'percent' && owed.length > 1) return null;
  return { unit, value: owed.reduce((sum, { amount }) => sum + amount, 0), currency };
}

/** Nothing has no unit of its own: it takes the other one’s. */
const ZERO = { unit: null, value: 0, currency: null } as const;
type Sum = CreditAmount | typeof ZERO;

function moneyOf(sum: Sum, worth: CreditWorth, month: string): Sum | null {
  if (sum.unit === null) return ZERO;
  const value = worth({ unit: sum.unit, amount: sum.value, currency: sum.currency ?? undefined }, month);
  return value.known && !value.atMost ? { unit: 'money', value: value.minor, currency: value.currency } : null;
}

function subtract(after: Sum | null, before: Sum | null): CreditAmount | null {
  if (!after || !before) return null;
  const { unit, currency } = after.unit === null ? before : after;
  if (unit === null) return null;
  if (before.unit !== null && (before.unit !== unit || before.currency !== currency)) return null;
  return { unit, value: after.value - before.value, currency };
}
