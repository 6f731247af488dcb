import type { ServerResponse } from 'node:http';

/** Answers with one sentence as plain text; `connection: close` where the rest of a request is not worth reading. */
export function answerPlainly(
  res: ServerResponse,
  status: number,
  sentence: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  res.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'content-length': String(Buffer.byteLength(`${sentence}\n`)),
    ...headers,
  });
  res.end(res.req.method === 'HEAD' ? undefined : `${sentence}\n`);
}
