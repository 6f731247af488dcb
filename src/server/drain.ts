import type { Server, ServerResponse } from 'node:http';

const PATIENCE_MS = 10_000;

/** Prepares a server to be stopped gently; call before it listens. */
export function makeDrainable(server: Server): () => Promise<void> {
  const underWay = new Set<ServerResponse>();
  server.on('request', (_, res: ServerResponse) => {
    underWay.add(res);
    res.once('close', () => underWay.delete(res));
  });
  return () => drain(server, underWay);
}

/** Takes no new connections, lets requests under way finish, and cuts what is still open after ten seconds. */
function drain(server: Server, underWay: ReadonlySet<ServerResponse>): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), PATIENCE_MS);
    // A connection that is kept alive for a next request would keep the process alive too.
    for (const res of underWay) if (!res.headersSent) res.setHeader('connection', 'close');
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
  });
}
