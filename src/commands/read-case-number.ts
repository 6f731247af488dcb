import type { ProviderClaimMessages } from '#i18n/provider-claims/messages';
import { DomainError } from './context.ts';

const LONGEST = 100;

/** The number a provider gave, on one line; null where it gave none. */
export function readCaseNumber(text: string, say: ProviderClaimMessages['refusals']): string | null {
  const number = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  if (number.length > LONGEST) throw new DomainError('invalid', say.caseTooLong, 'caseNumber');
  return number === '' ? null : number;
}
