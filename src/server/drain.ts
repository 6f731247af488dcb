import type { Server, ServerResponse } from 'node:http';

const PATIENCE_MS = 10_000;

/** Remembers the responses that take their time, so that a server can be stopped without cutting them off. */
export class Drain {
  readonly #underWay = new Set<ServerResponse>();

  /** Call for every response that is not written at once. */
  track(res: ServerResponse): void {
    this.#underWay.add(res);
    res.once('close', () => this.#underWay.delete(res));
  }

  /** Takes no new connections, lets requests under way finish, and cuts what is still open after ten seconds. */
  run(server: Server): Promise<void> {
    return new Promise((resolve) => {
      const cut = setTimeout(() => server.closeAllConnections(), PATIENCE_MS);
      // A connection that is kept alive for a next request would keep the process alive too.
      for (const res of this.#underWay) if (!res.headersSent) res.setHeader('connection', 'close');
      server.close(() => {
        clearTimeout(cut);
        resolve();
      });
    });
  }
}
