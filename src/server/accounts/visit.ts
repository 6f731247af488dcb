export const COOKIE_PREFIX = '__Host-ol';
export const ADDRESS_HEADER = 'x-ol-client-address';

/** What of a request the keeper of accounts may see. */
export interface Visit {
  readonly cookie: string;
  readonly userAgent: string;
  readonly address: string;
}

export const NO_VISIT: Visit = { cookie: '', userAgent: '', address: '' };

export function visitOf(request: Request, address: string): Visit {
  return {
    cookie: request.headers.get('cookie') ?? '',
    userAgent: (request.headers.get('user-agent') ?? '').slice(0, 300),
    address,
  };
}

export function authHeaders({ cookie, userAgent, address }: Visit): Headers {
  return new Headers({ cookie, 'user-agent': userAgent, [ADDRESS_HEADER]: address });
}

/** Whether there is anything to look up at all. */
export function hasSessionCookie({ cookie }: Visit): boolean {
  return cookie.includes(`${COOKIE_PREFIX}.session_token=`);
}

/** The session token a response sets, without its signature. */
export function tokenSetBy(response: Response): string | undefined {
  for (const line of response.headers.getSetCookie()) {
    const match = line.match(new RegExp(`^${COOKIE_PREFIX}\\.session_token=([A-Za-z0-9]+)(?:\\.|%2E)`));
    if (match?.[1]) return match[1];
  }
  return undefined;
}
