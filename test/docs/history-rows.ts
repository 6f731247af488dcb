import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseFeed } from '#domain/feeds/parse-feed';
import { mergeIntervals } from '#domain/interval';
import type { OutageRow } from '#domain/sla/assessment';
import { providerRows } from '#domain/sla/provider-rows';
import { workspaceIncidents } from './workspace-incidents.ts';

export type Provider = 'google-workspace' | 'google-cloud' | 'github';
type Recorded = keyof typeof FEEDS;

/** Times of one provider's public incidents, by service and state: merged, so that nothing is there twice. */
export type Spans = Readonly<
  Record<string, Readonly<Partial<Record<'down' | 'degraded', readonly [number, number][]>>>>
>;
export type History = Readonly<Record<Recorded, Spans>>;

const FIXTURE = new URL('../fixtures/history-spans.json', import.meta.url);
const SHARED = fileURLToPath(new URL('../../../shared/data', import.meta.url));
const DATA = [process.env['REAL_DATA'], SHARED].find((folder) => folder !== undefined && existsSync(folder));
const FEEDS = {
  'google-cloud': ['google', 'google_cloud_incidents_2021-07_2022-07.json'],
  github: ['statuspage', 'statuspage/github_incidents_full.statuspage.json'],
} as const;

/** Whether the documents that the spans were read from lie beside the project. */
export const hasRealHistory = DATA !== undefined;

/** The spans that are checked in. */
export function readHistory(): History {
  return JSON.parse(readFileSync(FIXTURE, 'utf8'));
}

/** The spans as the documents beside the project give them. */
export function readRealHistory(): History {
  return {
    'google-cloud': spansOf(feedRows('google-cloud')),
    github: spansOf(feedRows('github')),
  };
}

/** Rows of one provider as the arithmetic takes them. */
export function historyRows(provider: Provider): OutageRow[] {
  return provider === 'google-workspace' ? workspaceRows() : rowsOf(readHistory()[provider]);
}

/** The seventeen incidents with our reading of whom they touched. */
function workspaceRows(): OutageRow[] {
  return workspaceIncidents.flatMap(({ services, begin, end, state, surface, sharePpm }) =>
    services.map((service) => ({
      service,
      startedAt: Date.parse(begin),
      endedAt: end === null ? null : Date.parse(end),
      state,
      surface,
      sharePpm,
      source: 'provider' as const,
    })),
  );
}

function rowsOf(spans: Spans): OutageRow[] {
  return Object.entries(spans).flatMap(([service, states]) =>
    (['down', 'degraded'] as const).flatMap((state) =>
      (states[state] ?? []).map(([startedAt, endedAt]) => ({
        service,
        startedAt,
        endedAt,
        state,
        source: 'provider' as const,
      })),
    ),
  );
}

function feedRows(provider: Recorded): OutageRow[] {
  const [kind, file] = FEEDS[provider];
  const feed = parseFeed(kind, JSON.parse(readFileSync(`${DATA}/${file}`, 'utf8')));
  // GitHub's page lists a pointer to itself among its components.
  return providerRows(feed.incidents).rows.filter(({ service }) => !service.startsWith('Visit '));
}

function spansOf(rows: readonly OutageRow[]): Spans {
  const services = [...new Set(rows.map(({ service }) => service))].toSorted();
  return Object.fromEntries(
    services.map((service) => {
      const own = rows.filter((row) => row.service === service);
      const states = (['down', 'degraded'] as const).flatMap((state) => {
        const spans = own.flatMap((row) =>
          row.state === state && row.endedAt !== null ? [{ startedAt: row.startedAt, endedAt: row.endedAt }] : [],
        );
        const merged = mergeIntervals(spans).map(({ startedAt, endedAt }): [number, number] => [startedAt, endedAt]);
        return merged.length > 0 ? [[state, merged] as const] : [];
      });
      return [service, Object.fromEntries(states)];
    }),
  );
}
