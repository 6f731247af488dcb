import { Feed } from 'feed';
import type { Instant } from '#domain/time';
import { escapeHtml } from '#i18n/public/feed-entry';

export interface FeedEntry {
  readonly id: string;
  readonly title: string;
  /** Path below the public URL. */
  readonly path: string;
  readonly startedAt: Instant;
  readonly updatedAt: Instant;
  readonly html: string;
}

export interface FeedInput {
  readonly title: string;
  readonly siteName: string;
  readonly publicUrl: string;
  readonly lang: string;
  /** Paths of the page and of the two feeds. */
  readonly paths: { readonly page: string; readonly atom: string; readonly rss: string };
  readonly updatedAt: Instant;
  readonly entries: readonly FeedEntry[];
}

/** Incident history as Atom; an entry keeps its id for ever and is revised in place. */
export function toAtom(input: FeedInput): string {
  return buildFeed(input, 'atom').atom1();
}

/** The same as RSS 2.0; `guid` and `link` are the page of the incident. */
export function toRss(input: FeedInput): string {
  return buildFeed(input, 'rss').rss2();
}

function buildFeed(input: FeedInput, kind: 'atom' | 'rss'): Feed {
  const tag = `tag:${new URL(input.publicUrl).host},2005:`;
  const feed = new Feed({
    id: `${tag}/history`,
    title: xmlText(input.title),
    link: input.publicUrl + input.paths.page,
    language: input.lang,
    updated: new Date(input.updatedAt),
    feedLinks: { atom: input.publicUrl + input.paths.atom, rss: input.publicUrl + input.paths.rss },
    feed: input.publicUrl + input.paths[kind],
    author: { name: xmlText(input.siteName) },
    description: xmlText(input.title),
    copyright: '',
    generator: false,
  });
  for (const entry of input.entries) {
    const link = input.publicUrl + entry.path;
    feed.addItem({
      id: kind === 'atom' ? `${tag}Incident/${entry.id}` : link,
      guid: link,
      // Titles of Atom are HTML as the library writes them; what people and providers write is text.
      title: xmlText(kind === 'atom' ? escapeHtml(entry.title) : entry.title),
      link,
      published: new Date(entry.startedAt),
      date: new Date(kind === 'atom' ? entry.updatedAt : entry.startedAt),
      ...(kind === 'atom' ? { content: xmlText(entry.html) } : { description: xmlText(entry.html) }),
    });
  }
  return feed;
}

/** Without the characters that XML 1.0 has no way to write. */
export function xmlText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be removed
  return text.toWellFormed().replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
}
