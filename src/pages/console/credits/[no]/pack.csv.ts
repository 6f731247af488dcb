import { packCsv } from '../../../_credits/pack-downloads.ts';
import { consolePackRoute, packOfClaim } from '../../../_credits/pack-routes.ts';

/** The outages of a claim against a provider. */
export const GET = consolePackRoute(packOfClaim, packCsv);
