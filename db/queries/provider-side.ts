import { type ProviderExchange, type ProviderSide, providerSide, sideAt } from '#domain/credits/provider-side';
import type { ReceivedCredit } from '#domain/credits/received';
import type { Instant } from '#domain/time';
import type { Db } from '../connect.ts';
import type { CreditRequest } from './credit-requests.ts';
import { listReceivedCredits } from './provider-claims.ts';
import { listProviderExchanges } from './provider-exchanges.ts';

/** A claim against a provider as its page shows it. */
export interface ProviderClaim {
  readonly history: readonly ProviderExchange[];
  readonly received: readonly ReceivedCredit[];
  readonly side: ProviderSide;
}

/** Where a claim that was found in scope stands with its provider. */
export async function getProviderClaim(db: Db, request: CreditRequest, now: Instant): Promise<ProviderClaim> {
  const history = await listProviderExchanges(db, request.id);
  const received = await listReceivedCredits(db, request);
  return { history, received, side: providerSide(history, sideAt(request, { received, now })) };
}
