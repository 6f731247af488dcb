import type { LocalizedText } from '../localized-text.ts';
import type { Instant } from '../time.ts';
import type { SampleState } from '../words.ts';

/** A check as one place sees it. */
export interface SeenCheck {
  readonly id: string;
  readonly name: string;
  readonly serviceNames: LocalizedText;
  readonly state: SampleState;
  readonly pausedAt: Instant | null;
  readonly lastSampleAt: Instant | null;
  readonly lastCause: string | null;
  readonly hasSecrets: boolean;
  /** Whether no other place sees it. */
  readonly isOnly: boolean;
}
