import { CHECK_TARGETS, isCheckKind } from '#lib/check-targets/check-target';
import type { OpenTarget } from './target-secrets.ts';

export type TypedTarget =
  | { readonly ok: true; readonly target: OpenTarget }
  /** One sentence for each wrong field of the target, by its name. */
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/** Reads a complete target against the shape of its kind; an address with a user name or password in it is refused. */
export function readTypedTarget(kind: string, target: unknown): TypedTarget {
  if (!isCheckKind(kind)) return { ok: false, errors: { kind: `There are no checks of the kind “${kind}”.` } };
  const parsed = CHECK_TARGETS[kind].safeParse(target);
  if (!parsed.success) {
    const errors: Record<string, string> = {};
    for (const { path, message } of parsed.error.issues) {
      errors[String(path[0] ?? 'form')] ??= asSentence(message, placeIn(target, path));
    }
    return { ok: false, errors };
  }
  const withUser = Object.entries(parsed.data).find(([, value]) => typeof value === 'string' && hasUserInfo(value));
  if (!withUser) return { ok: true, target: parsed.data };
  const sentence = 'Leave user name and password out of the address: they have fields of their own.';
  return { ok: false, errors: { [withUser[0]]: sentence } };
}

function hasUserInfo(text: string): boolean {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return false;
  const url = URL.parse(text);
  return url !== null && (url.username !== '' || url.password !== '');
}

/** Which of several lines is wrong; a field with one line needs no number. */
function placeIn(target: unknown, [field, index]: readonly PropertyKey[]): string {
  const list: unknown = typeof target === 'object' && target !== null && field ? Reflect.get(target, field) : undefined;
  return Array.isArray(list) && list.length > 1 && typeof index === 'number' ? `Line ${index + 1}` : '';
}

/** The messages of targets follow the name of a field in other places. */
function asSentence(message: string, place: string): string {
  const follows = /^(must|has|and) /.test(message);
  const words = follows ? `${place || 'This'} ${message}` : place ? `${place}: ${message}` : message;
  return words.endsWith('.') ? words : `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
