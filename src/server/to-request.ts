import type { IncomingMessage } from 'node:http';

/** The request as Astro sees it: its address begins with PUBLIC_URL, never with the Host header; HEAD is asked as GET. */
export function toRequest(req: IncomingMessage, address: URL, body: Buffer<ArrayBuffer> | undefined): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    for (const one of Array.isArray(value) ? value : [value ?? '']) headers.append(name, one);
  }
  const method = req.method === 'HEAD' ? 'GET' : (req.method ?? 'GET');
  return new Request(address, body ? { method, headers, body } : { method, headers });
}
