import { type Zippable, zipSync } from 'fflate';
import type { Instant } from '#domain/time';

/** So many files as one; names are ours, what is compressed already is only stored. */
export function zipFiles(files: ReadonlyMap<string, Uint8Array>, at: Instant): Uint8Array<ArrayBuffer> {
  const entries: Zippable = {};
  for (const [name, bytes] of files) entries[name] = [bytes, { level: name.endsWith('.pdf') ? 0 : 6, mtime: at }];
  return zipSync(entries);
}

/** The answer that saves it under a name. */
export function zipDownload(bytes: Uint8Array<ArrayBuffer>, name: string): Response {
  return new Response(bytes, {
    headers: {
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="${name}"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  });
}
