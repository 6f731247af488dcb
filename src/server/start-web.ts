import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Config } from '#config';
import { connect } from '#db/connect';
import { getPublicVersion } from '#db/queries/public-version';
import { openCheckBox } from '#lib/check-secrets/check-box';
import type { Log } from '#lib/log';
import type { WatchRun } from '#lib/watched-run';
import { Drain } from './drain.ts';
import { handleRequest, type Site, sendFreshPage } from './handle-request.ts';
import { Health } from './health.ts';
import { Heartbeats } from './heartbeats/heartbeats.ts';
import { startListening } from './heartbeats/listening.ts';
import { openAccounts } from './open-accounts.ts';
import { answerPlainly } from './plain-answer.ts';
import { ProbeApi } from './probe-api/probe-api.ts';
import { Publisher } from './publisher.ts';
import { createLocals, ownContext } from './request-locals.ts';
import { securityHeaders } from './security-headers.ts';
import { PageSender } from './send-page.ts';
import { createStaticFiles } from './static-files.ts';

type RenderPage = (request: Request, locals: App.Locals, clientAddress: string) => Promise<Response>;

const LIMITS = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 10_000, maxHeaderSize: 16_384 };

export interface WebSetup {
  readonly config: Config;
  readonly log: Log;
  readonly watchRun: WatchRun;
}

/** Serves the site until stopped; resolves once it listens. */
export async function startWeb({ config, log, watchRun }: WebSetup): Promise<{ url: string; stop(): Promise<void> }> {
  const connection = connect(config.databaseUrl, {
    busyTimeoutMs: 50,
    onIdleError: (error) => log.warn({ err: error }, 'database connection lost'),
  });
  const accounts = await openAccounts(config, connection);
  const shared = { config, log, db: connection.db, accounts, watchRun };
  const renderPage = await loadPages();
  const render: Site['render'] = (request, clientAddress) =>
    renderPage(request, createLocals(shared, clientAddress), clientAddress);
  const health = new Health(connection.db);
  const publisher = new Publisher({
    render: (pathname) => render(new Request(new URL(pathname, config.publicUrl)), ''),
    readVersion: () => getPublicVersion(connection.db),
    now: Date.now,
    log,
  });
  const headers = securityHeaders(config);
  const site: Site = {
    ...{ config, log, health, publisher, render },
    heartbeats: new Heartbeats({ ctx: ownContext(connection.db), log }),
    probeApi: new ProbeApi({
      ...{ ctx: ownContext(connection.db), log, sampleRetentionDays: config.sampleRetentionDays },
      secrets: { box: openCheckBox(config), env: process.env },
    }),
    pages: new PageSender(headers),
    securityHeaders: headers,
    staticFiles: createStaticFiles(),
  };
  const drain = new Drain();
  const server = createServer(LIMITS, (req, res) => {
    if (sendFreshPage(site, req, res)) return;
    drain.track(res);
    handleRequest(site, req, res).catch((error: unknown) => {
      log.error({ err: error, url: req.url }, 'request failed');
      answerPlainly(res, 500, 'Something went wrong on our side. It has been written down.');
    });
  });
  await publisher.start();
  await listen(server, config);
  const listening = startListening({ ctx: ownContext(connection.db), log });
  log.info({ url: config.publicUrl }, 'serving');
  accounts
    .warmUp(createLocals(shared, '').ctx)
    .catch((error: unknown) => log.error({ err: error }, 'the keeper of accounts could not be loaded'));
  return {
    url: config.publicUrl,
    stop: async () => {
      health.drain();
      await listening.stop();
      await drain.run(server);
      await publisher.stop();
      await connection.close();
    },
  };
}

async function loadPages(): Promise<RenderPage> {
  const built = fileURLToPath(new URL('../../dist/server/entry.mjs', import.meta.url));
  const entry: { render: RenderPage } = await import(built);
  return entry.render;
}

function listen(server: Server, config: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, resolve);
  });
}
