import { parseGoogleIncidents } from './google.ts';
import type { ParsedFeed } from './provider-incident.ts';
import { parseStatuspageIncidents } from './statuspage.ts';

/** Kinds of feeds that can be imported and followed; a new one is a parser and a line here. */
export const FEED_KINDS = ['google', 'statuspage'] as const;
export type FeedKind = (typeof FEED_KINDS)[number];

const PARSERS = { google: parseGoogleIncidents, statuspage: parseStatuspageIncidents } as const;

export function isFeedKind(kind: string): kind is FeedKind {
  return FEED_KINDS.some((known) => known === kind);
}

/** Reads a document of a kind of feed; never throws. */
export function parseFeed(kind: FeedKind, json: unknown, provider?: string): ParsedFeed {
  return PARSERS[kind](json, provider === undefined ? {} : { provider });
}
