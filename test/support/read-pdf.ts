import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

export interface PdfNode {
  readonly role: string;
  readonly scope?: string;
  readonly children: readonly PdfNode[];
}

export interface ReadPdf {
  readonly title: string;
  readonly language: string;
  readonly tagged: boolean;
  readonly pages: readonly string[];
  readonly nodes: readonly PdfNode[];
}

/** What another reader finds in a document: text page by page, and its structure flattened in reading order. */
export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const document = await task.promise;
  const { info } = (await document.getMetadata()) as { info: Record<string, string> };
  // A map, whatever the types of the library say.
  const marks: unknown = await document.getMarkInfo();
  const pages: string[] = [];
  const nodes: PdfNode[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    pages.push(items.map((item) => ('str' in item ? item.str : '')).join(' '));
    nodes.push(...flatten((await page.getStructTree()) as PdfNode | null));
  }
  await task.destroy();
  return {
    title: info['Title'] ?? '',
    language: info['Language'] ?? '',
    tagged: marks instanceof Map && marks.get('Marked') === true,
    pages,
    nodes,
  };
}

function flatten(node: PdfNode | null): PdfNode[] {
  if (!node?.role) return (node?.children ?? []).flatMap(flatten);
  return [node, ...node.children.flatMap((child) => flatten(child))];
}
