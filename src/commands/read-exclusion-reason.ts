import { DomainError } from './context.ts';

/** Longer than evidence may hold is refused here, so that every bundle can be read again. */
const LONGEST = 1_000;

/** The reason of an exclusion or of its end; a missing one is refused with the given sentence. */
export function readExclusionReason(text: string, missing: string): string {
  const reason = text.trim();
  if (reason === '') throw new DomainError('invalid', missing, 'reason');
  if (reason.length <= LONGEST) return reason;
  throw new DomainError('invalid', 'Please keep the reason under 1,000 characters.', 'reason');
}
