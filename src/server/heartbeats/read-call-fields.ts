import type { IncomingMessage } from 'node:http';
import type { HeartbeatFields } from '#domain/heartbeats/heartbeat-call';

/** Of a longer body only the beginning is read: the call counts all the same. */
const BODY_BYTES = 10_000;
const BODY_WITHIN_MS = 5_000;
const NAMES = ['event', 'exit', 'duration', 'message'] as const;

/** What a call says in its query and its body; the body wins. */
export async function readCallFields(req: IncomingMessage, search: string): Promise<HeartbeatFields> {
  const query = pick(new URLSearchParams(search));
  if (req.method !== 'POST') return query;
  return { ...query, ...readBody(await readBeginning(req), req.headers['content-type']) };
}

function readBody(text: string, contentType: string | undefined): HeartbeatFields {
  if (text.trim() === '') return {};
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  const fields = type === 'application/json' ? readJson(text) : readForm(text, type);
  // A tool that sends plain output often names it a form, which it is not.
  return Object.keys(fields).length > 0 ? fields : { message: text };
}

function readForm(text: string, type: string | undefined): HeartbeatFields {
  return type === 'application/x-www-form-urlencoded' ? pick(new URLSearchParams(text)) : {};
}

function readJson(text: string): HeartbeatFields {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return {};
    const told = Object.entries(json).filter(([, value]) => typeof value === 'string' || typeof value === 'number');
    return pick(new URLSearchParams(told.map(([name, value]) => [name, String(value)])));
  } catch {
    return {};
  }
}

function pick(values: URLSearchParams): HeartbeatFields {
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = values.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
}

/** The first bytes of a body, or as many as came in time. */
function readBeginning(req: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (): void => {
      clearTimeout(timer);
      req.off('data', take);
      req.pause();
      resolve(Buffer.concat(chunks).subarray(0, BODY_BYTES).toString('utf8'));
    };
    const take = (chunk: Buffer): void => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > BODY_BYTES) finish();
    };
    const timer = setTimeout(finish, BODY_WITHIN_MS);
    req.on('data', take);
    req.once('end', finish);
    req.once('error', finish);
    req.once('close', finish);
  });
}
