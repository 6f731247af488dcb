import { packPdf } from '../../../../_credits/pack-downloads.ts';
import { packOfClaim, portalPackRoute } from '../../../../_credits/pack-routes.ts';

/** A claim against a provider as a document. */
export const GET = portalPackRoute(packOfClaim, packPdf);
