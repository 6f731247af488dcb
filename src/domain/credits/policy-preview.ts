import type { Credit, Verdict } from '../sla/assessment.ts';
import type { SlaPolicy } from '../sla/policy.ts';
import { windowOf } from '../sla/window.ts';
import type { Instant } from '../time.ts';
import { assessContract } from './assess-contract.ts';
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
}

/** What a proposed version would have made of past windows; the evidence reaches over all of them under either version. */
export function previewWindows(
  evidence: SpanEvidence,
  {
    proposed,
    months,
    now,
  }: { readonly proposed: SlaPolicy; readonly months: readonly string[]; readonly now: Instant },
): PreviewedWindow[] {
  return months.map((month) => {
    const [before, after] = [evidence.policy, proposed].map((policy) => creditsUnder(evidence, { policy, month, now }));
    const empty = { credits: [], total: null };
    const pair = { before: before ?? empty, after: after ?? empty };
    return {
      month,
      before: pair.before.credits,
      after: pair.after.credits,
      totalBefore: pair.before.total,
      totalAfter: pair.after.total,
      differs: JSON.stringify(pair.before) !== JSON.stringify(pair.after),
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
  return { credits, total: credits.length > 1 ? assessment.total.credit : null };
}
