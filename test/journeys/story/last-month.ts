import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TestDatabase } from '#test/support/databases';
import type { World } from './world.ts';

const HOUR = 3_600_000;
const PLACE = { title: 'Global', id: 'global' };

/** The tenth of the month before this one, 08:00 UTC. */
function tenthOfLastMonth(now: number): number {
  const today = new Date(now);
  return Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 1, 10, 8);
}

/** What Google would have published: Gmail was out for eight hours. */
function googleDocument(now: number): unknown {
  const begin = tenthOfLastMonth(now);
  const at = (afterMs: number): string => new Date(begin + afterMs).toISOString();
  const update = (afterMs: number, status: string, words: string) => ({
    ...{ created: at(afterMs), modified: at(afterMs), when: at(afterMs), text: words, status },
    affected_locations: [PLACE],
  });
  return [
    {
      id: 'storyOfLastMonth0001',
      number: '1',
      begin: at(0),
      created: at(HOUR / 4),
      end: at(8 * HOUR),
      modified: at(9 * HOUR),
      external_desc: 'Gmail cannot be reached',
      updates: [
        update(8 * HOUR, 'AVAILABLE', 'Gmail works again.'),
        update(HOUR / 4, 'SERVICE_OUTAGE', 'Gmail cannot be reached.'),
      ],
      status_impact: 'SERVICE_OUTAGE',
      severity: 'high',
      service_key: 'prPt2Yra2CbGsbEm9cpC',
      service_name: 'Gmail',
      affected_products: [{ title: 'Gmail', id: 'prPt2Yra2CbGsbEm9cpC' }],
      uri: 'incidents/storyOfLastMonth0001',
      currently_affected_locations: [],
      previously_affected_locations: [PLACE],
    },
  ];
}

/** Imports last month with the command line, beside the running site; gives what it reported. */
export async function importLastMonth(
  { folder, catalogue, site }: World,
  database: TestDatabase,
  now: number,
): Promise<unknown> {
  const file = join(folder, 'incidents.json');
  writeFileSync(file, JSON.stringify(googleDocument(now)));
  const args = ['--disable-warning=ExperimentalWarning', 'src/cli.ts', 'import', 'google', file];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, DATABASE_URL: database.url, DATA_DIR: site.dataDir, CATALOGUE: catalogue },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const last = output.trimEnd().split('\n').at(-1);
  if (!last) throw new Error(`The import said nothing: ${errors}`);
  return JSON.parse(last);
}

/** The month of that incident as the portal names it in an address. */
export function lastMonth(now: number): string {
  return new Date(tenthOfLastMonth(now)).toISOString().slice(0, 7);
}
