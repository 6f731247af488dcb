import { type EvidenceBundle, zipBundle } from './evidence-bundle.ts';

/** The bundle as a file to save; it concerns one reader alone and is kept by nobody in between. */
export function evidenceDownload(bundle: EvidenceBundle): Response {
  const { month } = bundle.window;
  const revision = bundle.document.frozen?.revision;
  const name = `evidence-${month}${revision === undefined ? '-open' : `-${revision}`}.zip`;
  return new Response(zipBundle(bundle), {
    headers: {
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  });
}
