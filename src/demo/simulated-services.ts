import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How one simulated service misbehaves: `forMs` of trouble in every `everyMs`, the first time `afterMs` from the start. */
export interface Trouble {
  readonly kind: 'error' | 'hang';
  readonly afterMs: number;
  readonly forMs: number;
  readonly everyMs: number;
}

const TROUBLES: Readonly<Record<string, Trouble>> = {
  'gmail-web': { kind: 'error', afterMs: 25_000, forMs: 100_000, everyMs: 420_000 },
  'google-meet-web': { kind: 'hang', afterMs: 200_000, forMs: 60_000, everyMs: 600_000 },
  'google-drive-api': { kind: 'error', afterMs: 320_000, forMs: 45_000, everyMs: 900_000 },
};

/** Whether a trouble is on, `sinceStartMs` after the start. */
export function isTroubled(trouble: Trouble, sinceStartMs: number): boolean {
  const at = sinceStartMs - trouble.afterMs;
  return at >= 0 && at % trouble.everyMs < trouble.forMs;
}

/** Serves `/<name>` on a free port of 127.0.0.1; the names in the table fail and recover by themselves. */
export async function startSimulatedServices(now: () => number): Promise<{ url: string; port: number; stop(): void }> {
  const startedAt = now();
  const server = createServer((req, res) => {
    const name = (req.url ?? '/').slice(1).split('?')[0] ?? '';
    const trouble = TROUBLES[name];
    const troubled = trouble !== undefined && isTroubled(trouble, now() - startedAt);
    if (troubled && trouble.kind === 'hang') return;
    const answer = (): void => {
      res.writeHead(troubled ? 503 : 200, { 'content-type': 'text/plain' });
      res.end(troubled ? 'error' : `ok ${name}`);
    };
    setTimeout(answer, 15 + Math.random() * 60);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
