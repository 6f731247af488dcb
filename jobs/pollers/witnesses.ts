import { connect as connectPlain, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';

const WITNESS_TIMEOUT_MS = 3_000;
const LOST_IS_KEPT_MS = 3_000;

/** Tells whether our own connection works, by asking addresses that hardly ever all fail at once. */
export interface Witnesses {
  /**
   * `working` when any of them answers. An earlier answer is used again if it was asked for at `notBefore` or later
   * (`performance.now()` time); that the connection is lost is believed a few seconds long.
   */
  ask(notBefore: number): Promise<'working' | 'lost' | 'cannot-be-asked'>;
  readonly canBeAsked: boolean;
}

const NOBODY: Witnesses = { canBeAsked: false, ask: async () => 'cannot-be-asked' };

/** Asks addresses such as `tcp://9.9.9.9:443` or `https://one.one.one.one`, all at once and never twice at a time. */
export function witnesses(addresses: readonly string[]): Witnesses {
  if (addresses.length === 0) return NOBODY;
  let last: { readonly askedAt: number; readonly answer: Promise<'working' | 'lost'> } | undefined;
  let lostUntil = Number.NEGATIVE_INFINITY;

  async function askAll(): Promise<'working' | 'lost'> {
    const cancel = new AbortController();
    try {
      await Promise.any(addresses.map((address) => reach(new URL(address), cancel.signal)));
      return 'working';
    } catch {
      lostUntil = performance.now() + LOST_IS_KEPT_MS;
      return 'lost';
    } finally {
      cancel.abort();
    }
  }

  return {
    canBeAsked: true,
    ask: async (notBefore) => {
      if (performance.now() < lostUntil) return 'lost';
      if (last && last.askedAt >= notBefore) return last.answer;
      // Whoever comes while an older question is under way waits for it, and asks one new question together with the others.
      await last?.answer;
      if (performance.now() < lostUntil) return 'lost';
      if (!last || last.askedAt < notBefore) last = { askedAt: performance.now(), answer: askAll() };
      return last.answer;
    },
  };
}

function reach(url: URL, cancel: AbortSignal): Promise<void> {
  const signal = AbortSignal.any([cancel, AbortSignal.timeout(WITNESS_TIMEOUT_MS)]);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = Number(url.port || (url.protocol === 'http:' ? 80 : 443));
  return new Promise((resolve, reject) => {
    const isTls = url.protocol === 'https:';
    const socket = isTls
      ? connectTls({ host, port, ...(isIP(host) ? {} : { servername: host }) })
      : connectPlain({ host, port });
    const giveUp = (): void => void socket.destroy(new Error('no answer in time'));
    signal.addEventListener('abort', giveUp, { once: true });
    socket.once('close', () => signal.removeEventListener('abort', giveUp));
    socket.once('error', reject);
    socket.once(isTls ? 'secureConnect' : 'connect', () => {
      resolve();
      socket.destroy();
    });
  });
}
