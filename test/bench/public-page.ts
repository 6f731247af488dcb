import { createServer } from 'node:http';
import autocannon from 'autocannon';
import { freePort } from '../support/global-setup.ts';
import { addQuietHistory } from '../support/public-scenes.ts';
import { withSite } from './bench-site.ts';
import type { Figure } from './figure.ts';

const TURNS = 5;
const SECONDS = 3;
const GOAL = 0.9;

/** Requests per second of `/` against a bare server that answers the same bytes from memory, in turns. */
export async function benchPublicPage(): Promise<Figure[]> {
  return withSite(
    (db) => addQuietHistory(db, { services: 15, days: 90, now: Date.now() }).then(() => undefined),
    async (url) => {
      const bare = await startBare(url);
      try {
        const ours: number[] = [];
        const theirs: number[] = [];
        await load(url, 1);
        await load(bare.url, 1);
        for (let turn = 0; turn < TURNS; turn += 1) {
          ours.push(await load(url, SECONDS));
          theirs.push(await load(bare.url, SECONDS));
        }
        const ratio = median(ours.map((value, turn) => value / (theirs[turn] ?? 1)));
        return [
          { name: 'requests of /', value: median(ours), unit: '1/s' },
          { name: 'requests of a bare server', value: median(theirs), unit: '1/s' },
          { name: 'ratio', value: ratio, unit: '', goal: `≥ ${GOAL}`, reached: ratio >= GOAL },
        ];
      } finally {
        bare.stop();
      }
    },
  );
}

/** A bare node:http server with the very bytes and headers of the page. */
async function startBare(url: string): Promise<{ url: string; stop: () => void }> {
  const page = await fetch(url, { headers: { 'accept-encoding': 'identity' } });
  const body = Buffer.from(await page.arrayBuffer());
  const headers = Object.fromEntries(
    [...page.headers].filter(([name]) => !['date', 'connection', 'keep-alive'].includes(name)),
  );
  const server = createServer((_, res) => {
    res.writeHead(200, headers);
    res.end(body);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close() };
}

async function load(url: string, seconds: number): Promise<number> {
  const { requests, non2xx } = await autocannon({ url, connections: 20, duration: seconds, workers: 1 });
  if (non2xx > 0) throw new Error(`${non2xx} answers of ${url} were no pages.`);
  return requests.average;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
