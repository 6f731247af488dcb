export type RequestPath =
  | { readonly kind: 'path'; readonly pathname: string; readonly search: string }
  | { readonly kind: 'redirect'; readonly to: string }
  | { readonly kind: 'refused' };

const LONGEST = 4_096;
const WRITTEN_TWICE = /\/\/|\/\.{1,2}(?:\/|$)|[\\;\s]|%(?:00|2e|2f|5c|25)/i;
/**
 * Reads the target of a request. One address has one spelling here: what could be read as another path by a later
 * reader (`/%69p`, `//ip`, `/./ip`, `/x/../ip`, `%2f`, `;`) is refused before anything looks at it.
 */
export function readRequestPath(target: string): RequestPath {
  if (!target.startsWith('/') || target.length > LONGEST) return { kind: 'refused' };
  const question = target.indexOf('?');
  const pathname = question < 0 ? target : target.slice(0, question);
  const search = question < 0 ? '' : target.slice(question);
  if (WRITTEN_TWICE.test(pathname) || isNeedlesslyEscaped(pathname) || !isDecodable(pathname))
    return { kind: 'refused' };
  if (pathname.length > 1 && pathname.endsWith('/')) return { kind: 'redirect', to: pathname.slice(0, -1) + search };
  return { kind: 'path', pathname, search };
}

/** Letters, digits, `-`, `.`, `_` and `~` need no escape: whoever escapes them wants two readers to see two paths. */
function isNeedlesslyEscaped(pathname: string): boolean {
  return [...pathname.matchAll(/%([0-9a-f]{2})/gi)].some(([, hex]) => {
    const char = String.fromCharCode(Number.parseInt(hex ?? '', 16));
    return char < ' ' || char === '\x7f' || /[\w.~-]/.test(char);
  });
}

function isDecodable(pathname: string): boolean {
  try {
    decodeURIComponent(pathname);
    return true;
  } catch {
    return false;
  }
}
