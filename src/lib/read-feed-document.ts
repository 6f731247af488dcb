import { type FeedKind, isXmlFeed } from '#domain/feeds/parse-feed';
import { readXml } from './read-xml.ts';

export type FeedDocument =
  | { readonly ok: true; readonly document: unknown }
  | { readonly ok: false; readonly problem: string };

/** What a text of a kind of feed holds, ready for its parser. */
export function readFeedDocument(kind: FeedKind, text: string): FeedDocument {
  if (isXmlFeed(kind)) {
    const document = readXml(text);
    return document ? { ok: true, document } : { ok: false, problem: 'is not valid XML.' };
  }
  try {
    return { ok: true, document: JSON.parse(text.replace(/^\uFEFF/, '')) };
  } catch {
    return { ok: false, problem: 'is not valid JSON.' };
  }
}

/** What to ask a server of such a feed for. */
export function acceptedBy(kind: FeedKind): string {
  return isXmlFeed(kind)
    ? 'application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9'
    : 'application/json';
}
