import { randomUUIDv7 } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import type { CommandContext } from '#commands/context';
import type { Config } from '#config';
import { connect } from '#db/connect';
import type { Log } from '#lib/log';

/** Serves the site until stopped; resolves once it listens. */
export async function startWeb(config: Config, log: Log): Promise<{ url: string; stop(): Promise<void> }> {
  const connection = connect(config.databaseUrl, {
    busyTimeoutMs: 50,
    onIdleError: (error) => log.warn({ err: error }, 'database connection lost'),
  });
  const entry: { render: Render } = await import(
    fileURLToPath(new URL('../../dist/server/entry.mjs', import.meta.url))
  );
  const assets = sirv(fileURLToPath(new URL('../../dist/client', import.meta.url)), { etag: true });
  const ctx: CommandContext = {
    db: connection.db,
    now: Date.now,
    newId: randomUUIDv7,
    actor: { kind: 'visitor', id: null, name: 'visitor' },
  };
  const server = createServer((req, res) => {
    assets(req, res, () => void answer(req, res).catch((error) => fail(res, error)));
  });

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const clientAddress = req.socket.remoteAddress ?? '';
    const request = toRequest(req, config.publicUrl);
    const response = await entry.render(request, { ctx, config, log, clientAddress }, clientAddress);
    res.writeHead(response.status, [...response.headers].flat());
    res.end(Buffer.from(await response.arrayBuffer()));
  }

  function fail(res: ServerResponse, error: unknown): void {
    log.error({ err: error }, 'request failed');
    if (!res.headersSent) res.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
    res.end('Something went wrong on our side.');
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, resolve);
  });
  log.info({ url: config.publicUrl }, 'serving');
  return {
    url: config.publicUrl,
    stop: async () => {
      await new Promise((resolve) => server.close(resolve));
      await connection.close();
    },
  };
}

type Render = (request: Request, locals: App.Locals, clientAddress: string) => Promise<Response>;

function toRequest(req: IncomingMessage, publicUrl: string): Request {
  const method = req.method ?? 'GET';
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    for (const one of Array.isArray(value) ? value : [value ?? '']) headers.append(name, one);
  }
  const body = method === 'GET' || method === 'HEAD' ? null : (req as unknown as ReadableStream);
  return new Request(new URL(req.url ?? '/', publicUrl), { method, headers, body, duplex: 'half' } as RequestInit);
}
