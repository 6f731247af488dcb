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
  | { readonly kind: 'contract'; readonly change: 'term' | 'services' | 'terms' | 'fee' }
  | { readonly kind: 'exclusion'; readonly change: 'decided' | 'revoked'; readonly serviceId: string | null }
  | { readonly kind: 'maintenance'; readonly serviceId: string | null };
