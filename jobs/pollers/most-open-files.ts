import { readFileSync } from 'node:fs';

/** Where the system does not tell, as many as it may be trusted to allow. */
const UNTOLD = 4_096;

/** How many files and sockets this process may have open. */
export function mostOpenFiles(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
  } catch {
    return UNTOLD;
  }
}
