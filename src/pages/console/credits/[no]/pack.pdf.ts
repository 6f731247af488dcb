import { packPdf } from '../../../_credits/pack-downloads.ts';
import { consolePackRoute, packOfClaim } from '../../../_credits/pack-routes.ts';

/** A claim against a provider as a document. */
export const GET = consolePackRoute(packOfClaim, packPdf);
