import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '#db/connect';
import { migrateToLatest } from '#db/migrate';
import { getStatusPage } from '#db/queries/status-page';
import { statusView } from '#domain/status/status-view';
import { addQuietHistory } from '../support/public-scenes.ts';
import type { Figure } from './main.ts';

const ROUNDS = 30;

/** How much slower a page may be over two years than over the 90 days it shows. */
const GOAL = 1.5;

/** Reading and arranging what `/` shows: beyond the 90 days of the bars it must not grow with history. */
export async function benchRendering(): Promise<Figure[]> {
  const day = await timeOf(1);
  const quarter = await timeOf(90);
  const years = await timeOf(730);
  return [
    { name: 'data of / with 1 day of history', value: day, unit: 'ms' },
    { name: 'data of / with 90 days of history', value: quarter, unit: 'ms' },
    {
      ...{ name: 'data of / with 2 years of history', value: years, unit: 'ms' },
      ...{ goal: `≤ ${GOAL} × 90 days`, reached: years <= GOAL * quarter },
    },
  ];
}

async function timeOf(days: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'outage-ledger-bench-'));
  const url = `sqlite:${join(folder, 'bench.db')}`;
  const connection = connect(url);
  try {
    await migrateToLatest(connection, url);
    const now = Date.now();
    await addQuietHistory(connection.db, { services: 15, days, now });
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const start = performance.now();
      statusView(await getStatusPage(connection.db, now), now);
      times.push(performance.now() - start);
    }
    return times.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0;
  } finally {
    await connection.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
