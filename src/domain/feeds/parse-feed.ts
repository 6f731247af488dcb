import { parseGoogleIncidents } from './google.ts';
import { parseIncidentIo } from './incident-io.ts';
import { parseInstatus } from './instatus.ts';
import type { ParsedFeed } from './provider-incident.ts';
import { parseStatuspageIncidents } from './statuspage.ts';
import { parseSyndication } from './syndication.ts';

/** Kinds of feeds that can be imported and followed; a new one is a parser and a line here. */
const PARSERS = {
  google: parseGoogleIncidents,
  statuspage: parseStatuspageIncidents,
  'incident-io': parseIncidentIo,
  instatus: parseInstatus,
  /** RSS and Atom: the last resort. */
  rss: parseSyndication,
} as const;

export type FeedKind = keyof typeof PARSERS;
export const FEED_KINDS = [
  'google',
  'statuspage',
  'incident-io',
  'instatus',
  'rss',
] as const satisfies readonly FeedKind[];

export function isFeedKind(kind: string): kind is FeedKind {
  return Object.hasOwn(PARSERS, kind);
}

/** Whether the document of a kind is XML, handed over as its elements; all others are JSON. */
export function isXmlFeed(kind: FeedKind): boolean {
  return kind === 'rss';
}

/** Reads a document of a kind of feed; never throws. */
export function parseFeed(kind: FeedKind, document: unknown, provider?: string): ParsedFeed {
  return PARSERS[kind](document, provider === undefined ? {} : { provider });
}
