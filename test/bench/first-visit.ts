import { launchChromium } from '../support/browser.ts';
import { addQuietHistory } from '../support/public-scenes.ts';
import { withSite } from './bench-site.ts';
import type { Figure } from './figure.ts';

const MOST_BYTES = 40_000;
const MOST_REQUESTS = 6;

/** What a browser with an empty cache loads to show `/`: bytes on the wire, headers included. */
export async function benchFirstVisit(): Promise<Figure[]> {
  return withSite(
    (db) => addQuietHistory(db, { services: 15, days: 90, now: Date.now() }).then(() => undefined),
    async (url) => {
      const browser = await launchChromium();
      try {
        const page = await browser.newPage();
        const session = await page.context().newCDPSession(page);
        await session.send('Network.enable');
        let bytes = 0;
        let requests = 0;
        session.on('Network.loadingFinished', ({ encodedDataLength }) => {
          bytes += encodedDataLength;
          requests += 1;
        });
        await page.goto(url, { waitUntil: 'networkidle' });
        return [
          {
            name: 'bytes of a first visit',
            value: bytes,
            unit: 'B',
            goal: `< ${MOST_BYTES}`,
            reached: bytes < MOST_BYTES,
          },
          {
            name: 'requests of a first visit',
            value: requests,
            unit: '',
            goal: `≤ ${MOST_REQUESTS}`,
            reached: requests <= MOST_REQUESTS,
          },
        ];
      } finally {
        await browser.close();
      }
    },
  );
}
