import type { IncomingMessage } from 'node:http';

/** Largest body a page or an endpoint takes. */
export const MAX_BODY_BYTES = 1_048_576;

/** Largest body of a form that takes a file; the file itself may be smaller. */
const MAX_UPLOAD_BYTES = 6 * MAX_BODY_BYTES;

/** How much a path takes: files are sent with claims alone. */
export function bodyLimit(pathname: string): number {
  return pathname.startsWith('/portal/credits/') ? MAX_UPLOAD_BYTES : MAX_BODY_BYTES;
}

export type Body =
  | { readonly kind: 'read'; readonly bytes: Buffer<ArrayBuffer> }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'malformed' };

/** Reads a whole body, up to the limit whatever its length header says, and makes sure that a form is one. */
export async function readBody(req: IncomingMessage, limit = MAX_BODY_BYTES): Promise<Body> {
  if (Number(req.headers['content-length'] ?? 0) > limit) return { kind: 'too-large' };
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of req as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) return { kind: 'too-large' };
      chunks.push(chunk);
    }
  } catch {
    return { kind: 'malformed' };
  }
  const bytes = Buffer.concat(chunks);
  return (await isWellFormed(bytes, req.headers['content-type'])) ? { kind: 'read', bytes } : { kind: 'malformed' };
}

async function isWellFormed(bytes: Buffer<ArrayBuffer>, contentType: string | undefined): Promise<boolean> {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  try {
    if (type === 'application/json' && bytes.length > 0) JSON.parse(bytes.toString('utf8'));
    if (type === 'multipart/form-data')
      await new Response(bytes, { headers: { 'content-type': contentType ?? '' } }).formData();
    return true;
  } catch {
    return false;
  }
}
