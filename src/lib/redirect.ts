/** Sends the browser on after a form, with cookies to keep. */
export function seeOther(location: string, cookies: readonly string[] = []): Response {
  const headers = new Headers({ location, 'cache-control': 'no-store' });
  for (const cookie of cookies) headers.append('set-cookie', cookie);
  return new Response(null, { status: 303, headers });
}

const PLACES = /^\/(?:$|\?|(?:fr|portal|console|account|incidents|services|invitation)(?:$|[/?]))/;

/** The page to go on to after signing in, when it is one of ours; undefined for anything that could lead elsewhere. */
export function safeNext(text: string | null | undefined): string | undefined {
  if (!text || text.length > 2_000 || !PLACES.test(text) || mayMislead(text)) return undefined;
  return text;
}

/** A second slash, a backslash or a control character, however often it is escaped. */
function mayMislead(text: string): boolean {
  let plain = text;
  for (let round = 0; round < 5; round += 1) {
    const path = plain.split('?')[0] ?? '';
    if (/\/\/|\\|(?:^|\/)\.\.?(?:\/|$)/.test(path) || [...plain].some((char) => char <= ' ' || char === '\x7f'))
      return true;
    try {
      const decoded = decodeURIComponent(plain);
      if (decoded === plain) return false;
      plain = decoded;
    } catch {
      return true;
    }
  }
  return true;
}
