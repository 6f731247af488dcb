import { packPdf } from '../../../../_credits/pack-downloads.ts';
import { packOfWindow, portalPackRoute } from '../../../../_credits/pack-routes.ts';

/** What can be claimed for in a window, as a document. */
export const GET = portalPackRoute(packOfWindow, packPdf);
