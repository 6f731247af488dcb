import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const ROOM = 4 * 1024 ** 3;

/**
 * A folder for what one run writes and nobody keeps: in memory where there is room, on disk elsewhere.
 * The sync of every commit and the thousand files of a cloned database cost next to nothing there.
 */
export function makeRunFolder(): string {
  const folder = (hasRoomInMemory() && makeFolderOfPrograms(MEMORY)) || makeFolder(tmpdir());
  // At the exit, so that a run that is broken off leaves nothing in memory either.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function hasRoomInMemory(): boolean {
  if (!existsSync(MEMORY) || freemem() < ROOM) return false;
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize >= ROOM;
}

/** Nothing where programs cannot be run: tests write small ones, and those of PostgreSQL may be copied. */
function makeFolderOfPrograms(parent: string): string | undefined {
  const folder = makeFolder(parent);
  const program = join(folder, 'program');
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
  if (spawnSync(program).status === 0) return folder;
  rmSync(folder, { recursive: true });
  return undefined;
}

/** PostgreSQL refuses to run as root and runs as another user, who must be able to enter the folder. */
function makeFolder(parent: string): string {
  const folder = mkdtempSync(join(parent, 'outage-ledger-test-'));
  chmodSync(folder, 0o755);
  return folder;
}
