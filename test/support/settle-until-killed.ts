import { randomUUIDv7 } from 'node:crypto';
import { continueBulkDecisions } from '#commands/continue-bulk-decisions';
import { connect } from '#db/connect';

/** Works off steps for many contracts on the database of the first argument, and dies at the so many-th id it needs. */
const [url = '', ids = '1'] = process.argv.slice(2);
const connection = connect(url);
let left = Number(ids);

function newId(): string {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
  return randomUUIDv7();
}

await continueBulkDecisions(
  { db: connection.db, now: Date.now, newId, actor: { kind: 'system', id: null, name: 'system' } },
  { signal: new AbortController().signal, onFailure: () => undefined },
);
await connection.close();
