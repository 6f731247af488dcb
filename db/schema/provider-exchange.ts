import type { CreditUnit, ProviderChannel, ProviderExchangeKind } from '#domain/words';

export interface ProviderExchangeTable {
  id: string;
  requestId: string;
  organizationId: string;
  /** Counts from 1 within a claim. */
  seq: number;
  kind: ProviderExchangeKind;
  /** When it was recorded. */
  at: number;
  /** The day it happened, in the zone of the contract. */
  happenedOn: string;
  channel: ProviderChannel | null;
  caseNumber: string | null;
  words: string;
  /** Until when the provider wants what it asked for. */
  answerBy: string | null;
  unit: CreditUnit | null;
  currency: string | null;
  /** Amount by item of the claim, as JSON; null where one sum was named for all. */
  amounts: string | null;
  amount: number | null;
  /** The invoice or term on which the credit was seen. */
  reference: string | null;
  entryId: string | null;
  recordedBy: string | null;
  onceKey: string;
}
