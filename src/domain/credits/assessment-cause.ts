import { canonicalJson } from '../canonical-json.ts';
import type { OutageSource } from '../words.ts';

/** Why a window was assessed: because it closed, or because something it may rest on changed afterwards. */
export type AssessmentCause =
  | { readonly kind: 'window-closed' }
  | {
      readonly kind: 'outage';
      readonly change: 'added' | 'corrected' | 'retracted';
      readonly outageId: string;
      readonly revision: number;
      readonly serviceId: string;
      readonly source: OutageSource;
    }
  | { readonly kind: 'gap'; readonly serviceId: string; readonly checkId: string }
  /** The provider's own word reaches further back than before. */
  | { readonly kind: 'feed'; readonly serviceId: string; readonly provider: string }
  /** `arithmetic`: this program works such terms out otherwise than it did. */
  | { readonly kind: 'contract'; readonly change: 'term' | 'services' | 'terms' | 'fee' | 'arithmetic' }
  | { readonly kind: 'exclusion'; readonly change: 'decided' | 'revoked'; readonly serviceId: string | null }
  | { readonly kind: 'maintenance'; readonly serviceId: string | null }
  /** Changes that were all there when it was worked out; nobody knows what each of them alone would have done. */
  | { readonly kind: 'several'; readonly causes: readonly AssessmentCause[] };

/** One cause of many, each named once. */
export function togetherCause(causes: readonly [AssessmentCause, ...AssessmentCause[]]): AssessmentCause {
  const distinct = [...new Map(causes.map((cause) => [canonicalJson(cause), cause])).values()];
  return distinct.length > 1 ? { kind: 'several', causes: distinct } : causes[0];
}

/** Whether a cause is, or is one of, what something came about by. */
export function isCausedBy(whole: AssessmentCause, part: AssessmentCause): boolean {
  const causes = whole.kind === 'several' ? whole.causes : [whole];
  return causes.some((one) => canonicalJson(one) === canonicalJson(part));
}
