import PQueue from 'p-queue';
import { Client } from 'undici';

export interface BareLoop {
  readonly perSecond: number;
  readonly cpuMsPerRequest: number;
}

/** A target asked by undici alone, a new connection each time, as many at once as given. */
export async function runBareLoop(
  url: string,
  { requests, atOnce }: { readonly requests: number; readonly atOnce: number },
): Promise<BareLoop> {
  const queue = new PQueue({ concurrency: atOnce });
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  for (let index = 0; index < requests; index += 1) {
    void queue.add(async () => {
      const client = new Client(url);
      const { body } = await client.request({ path: '/', method: 'GET', reset: true });
      await body.text();
      await client.destroy();
    });
  }
  await queue.onIdle();
  const { user, system } = process.cpuUsage(cpu);
  return {
    perSecond: Math.round((requests / (performance.now() - startedAt)) * 1_000),
    cpuMsPerRequest: (user + system) / 1_000 / requests,
  };
}
