import type { Cookie } from 'playwright-core';

export interface VisitInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams | FormData;
}

export type FormFields = Readonly<Record<string, string | readonly string[]>>;

/** A small browser: keeps cookies, sends what a browser sends with a form of the same origin, shows redirects instead of following them. */
export class Visitor {
  readonly #origin: string;
  readonly #cookies = new Map<string, string>();

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Any request; `path` begins with a slash. */
  async fetch(path: string, { method = 'GET', headers = {}, body }: VisitInit = {}): Promise<Response> {
    const response = await fetch(new URL(path, this.#origin), {
      method,
      redirect: 'manual',
      headers: { cookie: this.cookieHeader, ...(method === 'GET' ? {} : this.#sameOrigin()), ...headers },
      ...(body === undefined ? {} : { body }),
    });
    this.keep(response.headers.getSetCookie());
    return response;
  }

  /** Sends a form; a list becomes a field that occurs several times. */
  async post(path: string, fields: FormFields = {}): Promise<Response> {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) {
      for (const one of typeof value === 'string' ? [value] : value) body.append(name, one);
    }
    return this.fetch(path, { method: 'POST', body });
  }

  /** The text of a page. */
  async text(path: string): Promise<string> {
    return (await this.fetch(path)).text();
  }

  /** Takes `Set-Cookie` lines as a browser would. */
  keep(lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = ''] = line.split(';');
      const name = pair.slice(0, pair.indexOf('='));
      const value = pair.slice(pair.indexOf('=') + 1);
      if (value === '' || /max-age=0\b/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }

  get cookieHeader(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** The same browser at this moment; its cookies then go their own way. */
  copy(): Visitor {
    const other = new Visitor(this.#origin);
    for (const [name, value] of this.#cookies) other.#cookies.set(name, value);
    return other;
  }

  /** The cookies for `context.addCookies` of Playwright. */
  get page(): Cookie[] {
    return [...this.#cookies].map(([name, value]) => ({
      name,
      value,
      domain: new URL(this.#origin).hostname,
      path: '/',
      expires: -1,
      httpOnly: true,
      secure: true,
      sameSite: 'Lax',
    }));
  }

  #sameOrigin(): Record<string, string> {
    return { origin: this.#origin, 'sec-fetch-site': 'same-origin' };
  }
}

/** A browser in which somebody is signed in. */
export type SignedIn = Visitor & { readonly userId: string; readonly email: string; readonly password: string };
