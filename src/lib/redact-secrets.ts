export interface Redacted {
  readonly bytes: Buffer;
  /** How many values were taken out. */
  readonly count: number;
}

const REMOVED = '[removed]';
const SECRET = /^(proxy-)?authorization$|^(set-)?cookie$/i;
const NAMES = '(?:proxy-)?authorization|(?:set-)?cookie';
const KEY_AND_VALUE = new RegExp(`(\\\\?"(?:${NAMES})\\\\?"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"`, 'gi');
const NAMED_VALUE = new RegExp(
  `(\\\\?"name\\\\?"\\s*:\\s*\\\\?"(?:${NAMES})\\\\?"\\s*,\\s*\\\\?"value\\\\?"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"`,
  'gi',
);
const HEADER_LINE = new RegExp(`\\b(${NAMES})(\\s*[:=]\\s*)(?!\\[removed\\])[^\\s"][^\\r\\n"]*`, 'gi');

/** Takes what signs somebody in out of a text: values of Authorization, Cookie and Set-Cookie. */
export function redactText(bytes: Buffer): Redacted {
  let count = 0;
  const hide = (_: string, before: string): string => {
    count++;
    return `${before}"${REMOVED}"`;
  };
  const text = bytes
    .toString('utf8')
    .replaceAll(NAMED_VALUE, hide)
    .replaceAll(KEY_AND_VALUE, hide)
    .replaceAll(HEADER_LINE, (_, name: string, sign: string) => {
      count++;
      return `${name}${sign}${REMOVED}`;
    });
  return { bytes: count === 0 ? bytes : Buffer.from(text), count };
}

/** The same in a JSON document, such as a HAR, at any depth; its form is kept. */
export function redactJson(bytes: Buffer): Redacted {
  const counter = { count: 0 };
  const document = redactValue(JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, '')), counter);
  return { bytes: counter.count === 0 ? bytes : Buffer.from(JSON.stringify(document, null, 2)), count: counter.count };
}

interface Counter {
  count: number;
}

function redactValue(value: unknown, counter: Counter): unknown {
  if (typeof value === 'string') {
    const { bytes, count } = redactText(Buffer.from(value));
    counter.count += count;
    return bytes.toString('utf8');
  }
  if (Array.isArray(value)) return value.map((one) => redactValue(one, counter));
  if (typeof value !== 'object' || value === null) return value;
  const named = 'name' in value && typeof value.name === 'string' && SECRET.test(value.name);
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => {
    if (SECRET.test(key) || (named && key === 'value')) {
      counter.count++;
      return [key, REMOVED];
    }
    return [key, key === 'cookies' ? redactCookies(inner, counter) : redactValue(inner, counter)];
  });
  return Object.fromEntries(entries);
}

/** A HAR lists cookies apart from their header, one by one. */
function redactCookies(cookies: unknown, counter: Counter): unknown {
  if (!Array.isArray(cookies)) return redactValue(cookies, counter);
  return cookies.map((cookie: unknown) => {
    if (typeof cookie !== 'object' || cookie === null || !('value' in cookie)) return redactValue(cookie, counter);
    counter.count++;
    return { ...cookie, value: REMOVED };
  });
}
