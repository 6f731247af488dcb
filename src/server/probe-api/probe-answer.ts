import type { ServerResponse } from 'node:http';

export interface ProbeAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal a program can tell apart and a person can read. */
export function refuse(status: number, code: string, message: string): ProbeAnswer {
  return { status, body: { code, message } };
}

export function tooMany(waitMs: number): ProbeAnswer {
  const seconds = String(Math.ceil(waitMs / 1_000));
  return { ...refuse(429, 'too-many', 'Too many calls. Wait a little.'), headers: { 'retry-after': seconds } };
}

/** Answers in JSON; what is told may hold secrets and is kept by nobody on the way. */
export function sendAnswer(res: ServerResponse, { status, body, headers }: ProbeAnswer): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const text = body === undefined ? '' : JSON.stringify(body);
  res.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(text)) }),
    ...headers,
  });
  res.end(text);
}
