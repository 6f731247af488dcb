import { defineMiddleware } from 'astro:middleware';
import { chooseActor } from '#domain/accounts/hats';
import { refusalResponse, refuseConsole, refusePortal } from '#lib/page-guard';
import { visitOf } from '#server/accounts/visit';

/** Pages that know who asks; all others are the same for everybody and never look at a cookie. */
const PERSONAL = /^\/(portal|console|account|sign-in|sign-out|setup|invitation|forgot|reset)(\/|$)/;

/** Pages whose address opens something by itself. */
const WITH_TOKEN = new Set(['setup', 'invitation', 'reset']);

/** Puts the signed-in person's actor in place of the visitor, and turns strangers away from portal and console before any page runs. */
export const onRequest = defineMiddleware(async (context, next) => {
  const { locals, request, url } = context;
  // The pattern is the page that will run, however its address was written.
  const area = (PERSONAL.exec(context.routePattern) ?? PERSONAL.exec(url.pathname))?.[1];
  locals.visit = visitOf(request, locals.clientAddress);
  if (area === undefined) return next();
  const { identity, cookies } = await locals.accounts.identify(locals.ctx, locals.visit);
  if (identity) {
    locals.identity = identity;
    locals.ctx = { ...locals.ctx, actor: chooseActor(identity, area === 'portal' ? 'portal' : 'elsewhere') };
  }
  const answer = refuse(area, locals.ctx.actor, url) ?? (await next());
  const response = isBareRefusal(answer) ? await context.rewrite(refusedVisit(request, url)) : answer;
  return asPersonal(response, { area, cookies });
});

function refuse(area: string, actor: App.Locals['ctx']['actor'], url: URL): Response | undefined {
  if (area !== 'portal' && area !== 'console') return undefined;
  const refusal = area === 'portal' ? refusePortal(actor) : refuseConsole(actor);
  return refusal && refusalResponse(refusal, url);
}

/** Turned away before anything was shown: a form that was refused brings its page along. */
function isBareRefusal(answer: Response): boolean {
  return answer.status === 403 && answer.headers.get('content-type')?.startsWith('text/plain') === true;
}

/** The page that says why and leads on, for whatever was sent. */
function refusedVisit({ headers }: Request, { pathname, origin, searchParams }: URL): Request {
  const address = new URL('/no-access', origin);
  address.searchParams.set('at', pathname);
  const lang = searchParams.get('lang');
  if (lang) address.searchParams.set('lang', lang);
  const kept = [...headers].filter(([name]) => name === 'cookie' || name === 'accept-language');
  return new Request(address, { headers: kept });
}

/** Kept by no cache, its address told to nobody where it holds a token; a renewed session cookie goes along unless the page has set one. */
function asPersonal(
  response: Response,
  { area, cookies }: { readonly area: string; readonly cookies: readonly string[] },
): Response {
  response.headers.set('cache-control', 'no-store');
  response.headers.set('referrer-policy', WITH_TOKEN.has(area) ? 'no-referrer' : 'same-origin');
  if (response.headers.getSetCookie().length === 0) {
    for (const cookie of cookies) response.headers.append('set-cookie', cookie);
  }
  return response;
}
