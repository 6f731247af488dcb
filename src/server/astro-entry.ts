import { createApp } from 'astro/app/entrypoint';

const app = createApp({ streaming: false });

/** Renders one request through Astro; the caller hands over database, clock and session in `locals`. */
export function render(request: Request, locals: App.Locals, clientAddress: string): Promise<Response> {
  return app.render(request, { locals, clientAddress, addCookieHeader: true });
}
