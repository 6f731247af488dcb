import { packCsv } from '../../../../_credits/pack-downloads.ts';
import { packOfWindow, portalPackRoute } from '../../../../_credits/pack-routes.ts';

/** The outages of a window that can be claimed for. */
export const GET = portalPackRoute(packOfWindow, packCsv);
