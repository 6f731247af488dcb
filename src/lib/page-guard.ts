import type { Actor } from '#domain/actor';
import type { OperatorRole } from '#domain/words';

type Refusal = 'sign-in' | 'forbidden';

/** Who may open a page of /portal: members of an organisation. */
export function refusePortal(actor: Actor): Refusal | undefined {
  if (actor.kind === 'member') return undefined;
  return actor.kind === 'operator' ? 'forbidden' : 'sign-in';
}

/** Who may open a page of /console: operators, with one of the roles where some are needed. */
export function refuseConsole(actor: Actor, needed?: OperatorRole | readonly OperatorRole[]): Refusal | undefined {
  if (actor.kind !== 'operator') return actor.kind === 'member' ? 'forbidden' : 'sign-in';
  const roles = typeof needed === 'string' ? [needed] : needed;
  return roles === undefined || roles.some((role) => actor.roles.includes(role)) ? undefined : 'forbidden';
}

/** The answer to a refused visit: to the sign-in page and back afterwards, or 403. */
export function refusalResponse(refusal: Refusal, url: URL): Response {
  if (refusal === 'sign-in') {
    const next = encodeURIComponent(url.pathname + url.search);
    return new Response(null, { status: 303, headers: { location: `/sign-in?next=${next}` } });
  }
  return new Response('You are signed in, but your role does not allow this page.', {
    status: 403,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
}
