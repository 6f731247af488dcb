import type { Config } from '#config';

export interface GuardedRequest {
  readonly method: string;
  readonly path: string;
  /** One value of a header, lower-case name. */
  readonly header: (name: string) => string | undefined;
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** Origins a form may come from: the public one, or before PUBLIC_URL is set the names this machine has for itself. */
export function ownOrigins(config: Pick<Config, 'publicUrl' | 'publicUrlGiven' | 'port'>): readonly string[] {
  if (config.publicUrlGiven) return [config.publicUrl];
  return [config.publicUrl, ...LOOPBACK_NAMES.map((name) => `http://${name}:${config.port}`)];
}

/** Why a request that changes something is refused because of where it comes from; undefined lets it pass. */
export function refuseCrossSite(request: GuardedRequest, origins: readonly string[]): string | undefined {
  if (SAFE_METHODS.has(request.method) || isExempt(request)) return undefined;
  const site = request.header('sec-fetch-site');
  const origin = request.header('origin');
  if (site !== undefined && site !== 'same-origin') return REASON;
  // A page that sends no referrer sends `Origin: null` with its own forms; only the browser's word tells it from a stranger's.
  if (origin !== undefined && !(origin === 'null' && site === 'same-origin')) {
    return origins.includes(origin) ? undefined : REASON;
  }
  return site === 'same-origin' ? undefined : REASON;
}

const REASON =
  'This request came from another site, or does not say where it came from. Open the page here and send the form again.';

/** Callers who prove themselves by a key in a header, which no other site can make a browser send; and one-click unsubscription. */
function isExempt({ method, path, header }: GuardedRequest): boolean {
  if (path.startsWith('/api/')) return /^bearer\s+\S/i.test(header('authorization') ?? '');
  return method === 'POST' && /^\/unsubscribe\/[A-Za-z0-9_-]{16,}$/.test(path);
}
