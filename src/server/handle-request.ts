import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'sirv';
import type { Config } from '#config';
import type { Log } from '#lib/log';
import { clientAddress } from './client-address.ts';
import { ownOrigins, refuseCrossSite } from './cross-site-guard.ts';
import type { Health } from './health.ts';
import { Heartbeats } from './heartbeats/heartbeats.ts';
import { answerPlainly } from './plain-answer.ts';
import { ProbeApi } from './probe-api/probe-api.ts';
import { isPublishedPath } from './published-paths.ts';
import type { Publisher } from './publisher.ts';
import { bodyLimit, readBody } from './read-body.ts';
import { readRequestPath } from './request-path.ts';
import { setSecurityHeaders } from './security-headers.ts';
import type { PageSender } from './send-page.ts';
import { sendResponse } from './send-response.ts';
import { toRequest } from './to-request.ts';
import { holdsZeroCharacter } from './zero-character.ts';

export interface Site {
  readonly config: Config;
  readonly log: Log;
  readonly health: Health;
  readonly heartbeats: Heartbeats;
  readonly probeApi: ProbeApi;
  readonly publisher: Publisher;
  readonly pages: PageSender;
  readonly securityHeaders: Readonly<Record<string, string>>;
  readonly staticFiles: RequestHandler;
  /** Renders through Astro, for the visitor at this address. */
  readonly render: (request: Request, clientAddress: string) => Promise<Response>;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Answers at once what nearly everyone asks for: a page that is at hand as of now. */
export function sendFreshPage(site: Site, req: IncomingMessage, res: ServerResponse): boolean {
  // Only paths of one spelling are ever published: what is found under one needs no further look.
  const page = req.method === 'GET' && !site.health.draining ? site.publisher.fresh(req.url ?? '/') : undefined;
  if (page) site.pages.send(res, page);
  return page !== undefined;
}

/** The way of every other request: headers, path, health, calls of jobs and places, static files, published pages, guard, body limits, Astro. */
export async function handleRequest(site: Site, req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (site.health.draining) res.setHeader('connection', 'close');
  const method = req.method ?? 'GET';
  setSecurityHeaders(res, site.securityHeaders);
  if (!METHODS.includes(method)) return refuseMethod(res, METHODS);
  const path = readRequestPath(req.url ?? '/');
  if (path.kind === 'refused')
    return answerPlainly(res, 400, 'This address is not written the way addresses are written here.');
  if (path.kind === 'redirect')
    return answerPlainly(res, 308, 'This page has no slash at its end.', { location: path.to });
  if (path.pathname === '/healthz') return site.health.answerLive(res);
  if (path.pathname === '/readyz') return site.health.answerReady(res);
  if (Heartbeats.owns(path.pathname)) {
    return site.heartbeats.answer(req, res, { ...path, clientAddress: addressOf(site, req) });
  }
  if (ProbeApi.owns(path.pathname)) {
    return site.probeApi.answer(req, res, { ...path, clientAddress: addressOf(site, req) });
  }

  const reading = method === 'GET' || method === 'HEAD';
  if (reading && (await serveStatic(site.staticFiles, req, res))) return;
  if (isPublishedPath(path.pathname)) {
    if (!reading) return refuseMethod(res, ['GET', 'HEAD']);
    return answerPublished(site, res, path.pathname);
  }
  return answerThroughAstro(site, req, res, new URL(path.pathname + path.search, site.config.publicUrl));
}

function refuseMethod(res: ServerResponse, allowed: readonly string[]): void {
  const headers = { allow: allowed.join(', '), connection: 'close' };
  answerPlainly(res, 405, 'This address does not answer to that method.', headers);
}

/** Resolves to true once a file was found; the file is then on its way. */
function serveStatic(staticFiles: RequestHandler, req: IncomingMessage, res: ServerResponse): Promise<boolean> {
  return new Promise((resolve) => {
    res.once('close', () => resolve(true));
    staticFiles(req, res, () => resolve(false));
  });
}

async function answerPublished(site: Site, res: ServerResponse, pathname: string): Promise<void> {
  const visit = await site.publisher.visit(pathname);
  if (visit.kind === 'page') return site.pages.send(res, visit.page);
  if (visit.kind === 'response') return sendResponse(res, visit.response.clone());
  const headers = { 'retry-after': '10' };
  answerPlainly(res, 503, 'This page cannot be shown right now. Please try again in a minute.', headers);
}

async function answerThroughAstro(site: Site, req: IncomingMessage, res: ServerResponse, address: URL): Promise<void> {
  const method = req.method ?? 'GET';
  const foreign = refuseCrossSite(
    { method, path: address.pathname, header: (name) => headerOf(req, name) },
    ownOrigins(site.config),
  );
  if (foreign) return answerPlainly(res, 403, foreign, { connection: 'close' });
  const reading = method === 'GET' || method === 'HEAD';
  const limit = bodyLimit(address.pathname);
  const body = reading ? undefined : await readBody(req, limit);
  if (body?.kind === 'too-large') {
    const headers = { connection: 'close' };
    return answerPlainly(res, 413, `That is more than can be sent here: the limit is ${limit >> 20} MB.`, headers);
  }
  if (body?.kind === 'malformed')
    return answerPlainly(res, 400, 'What was sent could not be read.', { connection: 'close' });
  const sent = { search: address.search, contentType: headerOf(req, 'content-type'), body: body?.bytes };
  if (holdsZeroCharacter(sent)) return answerPlainly(res, 400, 'What was sent holds a character that cannot be kept.');
  const request = toRequest(req, address, body?.bytes);
  await sendResponse(res, await site.render(request, addressOf(site, req)));
}

function addressOf(site: Site, req: IncomingMessage): string {
  return clientAddress(req.socket.remoteAddress, headerOf(req, 'x-forwarded-for'), site.config.trustedProxies);
}

function headerOf(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}
