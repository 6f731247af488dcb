import { createApp } from 'astro/app/entrypoint';

const app = createApp({ streaming: false });

/** Renders one request through Astro; the caller hands over database, clock and session in `locals`. */
export async function render(request: Request, locals: App.Locals, clientAddress: string): Promise<Response> {
  const response = await app.render(request, { locals, clientAddress, addCookieHeader: true });
  if (response.headers.get('content-type') === 'text/html') {
    response.headers.set('content-type', 'text/html; charset=utf-8');
  }
  return response;
}
