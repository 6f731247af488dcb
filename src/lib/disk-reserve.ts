import { randomBytes } from 'node:crypto';
import { access, open, rename, statfs, truncate, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const MIB = 1_048_576;
/** Enough for many mails, and for the log of the database to be written back. */
const RESERVE_BYTES = 8 * MIB;
/** With less than this the next writes fail. */
const FULL_BELOW_BYTES = 4 * MIB;
/** There is room again once this much is free, the new reserve not counted. */
const ROOM_BYTES = 32 * MIB;

/** Space kept beside a database file: given up when the disk is full, it is where that is told and tidied up. */
export interface DiskReserve {
  /** The space itself. */
  readonly path: string;
  /** Stands in its place while it is given up. */
  readonly spentPath: string;
}

/** The reserve of a database on this machine's disk; none of a database server. */
export function reserveOf(databaseUrl: string): DiskReserve | undefined {
  const path = databaseUrl.startsWith('sqlite:') ? databaseUrl.slice('sqlite:'.length) : ':memory:';
  return path === ':memory:' ? undefined : { path: `${path}-reserve`, spentPath: `${path}-reserve-spent` };
}

/**
 * Gives the reserve up when the disk is full, and lays it back once there is room; says what this call changed. Of several
 * processes one changes it. `freeBytes` is the space left on the disk of a folder.
 */
export async function keepReserve(
  reserve: DiskReserve,
  freeBytes: (folder: string) => Promise<number> = freeBytesOf,
): Promise<'spent' | 'restored' | undefined> {
  const free = await freeBytes(dirname(reserve.path));
  if (free < FULL_BELOW_BYTES) return (await spend(reserve)) ? 'spent' : undefined;
  if (free < ROOM_BYTES + RESERVE_BYTES) return undefined;
  const isThere = (await succeeds(access(reserve.path))) || (await layBack(reserve));
  return isThere && (await succeeds(unlink(reserve.spentPath))) ? 'restored' : undefined;
}

/** Whether the disk was full, and has no room yet. */
export function isReserveSpent({ spentPath }: DiskReserve): Promise<boolean> {
  return succeeds(access(spentPath));
}

/** Renamed first: a full disk may have no room for another name. Where there never was room for a reserve, it is noted all the same. */
async function spend({ path, spentPath }: DiskReserve): Promise<boolean> {
  if (!(await succeeds(rename(path, spentPath)))) return succeeds(writeFile(spentPath, '', { flag: 'wx' }));
  await truncate(spentPath, 0);
  return true;
}

/** Random bytes: a file system that packs zeros would keep no space for them. */
async function layBack({ path }: DiskReserve): Promise<boolean> {
  const file = await open(path, 'wx', 0o600).catch(() => undefined);
  if (!file) return false;
  try {
    for (let written = 0; written < RESERVE_BYTES; written += MIB) await file.write(randomBytes(MIB));
    await file.sync();
    return true;
  } catch {
    await unlink(path);
    return false;
  } finally {
    await file.close();
  }
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

function succeeds(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}

const FULL_CODES = ['SQLITE_FULL', 'ENOSPC', '53100'];

/** Whether something failed because the disk of the database is full (`53100`: PostgreSQL's disk_full). */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return FULL_CODES.includes(code) || isDiskFull(error.cause);
}
