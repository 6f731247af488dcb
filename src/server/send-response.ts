import type { ServerResponse } from 'node:http';

/** Writes a rendered response; what nobody said about caching means that it is not cached. */
export async function sendResponse(res: ServerResponse, response: Response): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer());
  res.statusCode = response.status;
  for (const [name, value] of response.headers) {
    if (name !== 'set-cookie') res.setHeader(name, value);
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) res.setHeader('set-cookie', cookies);
  if (!res.hasHeader('cache-control')) res.setHeader('cache-control', 'no-store');
  if (response.status !== 204 && response.status !== 304) res.setHeader('content-length', body.length);
  res.end(res.req.method === 'HEAD' ? undefined : body);
}
