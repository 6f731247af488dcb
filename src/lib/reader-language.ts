import { LANGUAGES, type Language } from '#domain/words';

const COOKIE = 'ol-lang';
const YEAR_S = 31_536_000;

interface Visit {
  readonly url: URL;
  readonly request: Request;
  readonly cookies: {
    get(name: string): { readonly value: string } | undefined;
    set(name: string, value: string, options: Readonly<Record<string, unknown>>): void;
  };
}

/** The language of a signed-in reader: `?lang=` (kept in a cookie), else that cookie, else the one he was addressed in, else what the browser prefers, else English. */
export function readerLanguage({ url, request, cookies }: Visit, addressedIn?: Language): Language {
  const chosen = asLanguage(url.searchParams.get('lang'));
  if (chosen) {
    cookies.set(COOKIE, chosen, { path: '/', maxAge: YEAR_S, sameSite: 'lax', httpOnly: true });
    return chosen;
  }
  return (
    asLanguage(cookies.get(COOKIE)?.value) ??
    addressedIn ??
    preferred(request.headers.get('accept-language') ?? '') ??
    'en'
  );
}

function preferred(header: string): Language | undefined {
  for (const part of header.split(',')) {
    const language = asLanguage(part.trim().slice(0, 2).toLowerCase());
    if (language) return language;
  }
  return undefined;
}

function asLanguage(text: string | null | undefined): Language | undefined {
  return LANGUAGES.find((language) => language === text);
}
