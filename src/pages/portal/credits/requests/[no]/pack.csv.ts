import { packCsv } from '../../../../_credits/pack-downloads.ts';
import { packOfClaim, portalPackRoute } from '../../../../_credits/pack-routes.ts';

/** The outages of a claim against a provider. */
export const GET = portalPackRoute(packOfClaim, packCsv);
