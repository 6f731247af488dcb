export type JsonResult =
  | { readonly ok: true; readonly value: unknown }
  /** The reason names line and column, without a full stop. */
  | { readonly ok: false; readonly reason: string };

/** Parses JSON text; a byte order mark is allowed. */
export function parseJson(text: string): JsonResult {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (body.trim() === '') return { ok: false, reason: 'it is empty' };
  try {
    return { ok: true, value: JSON.parse(body) };
  } catch {
    return { ok: false, reason: reasonAt(body, firstBadOffset(body)) };
  }
}

/** The runtime does not always say where: the shortest prefix that no continuation can mend ends in the bad character. */
function firstBadOffset(body: string): number {
  let mendable = 0;
  let broken = body.length + 1;
  while (broken - mendable > 1) {
    const middle = Math.floor((mendable + broken) / 2);
    if (isMendable(body.slice(0, middle))) mendable = middle;
    else broken = middle;
  }
  return mendable;
}

function isMendable(prefix: string): boolean {
  try {
    JSON.parse(prefix);
    return true;
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const offset = /at position (\d+)/.exec(message)?.[1];
    return offset === undefined ? message.includes('Unexpected end') : Number(offset) >= prefix.length;
  }
}

function reasonAt(body: string, offset: number): string {
  if (offset >= body.trimEnd().length) return `it ends too early, in line ${body.trimEnd().split('\n').length}`;
  const before = body.slice(0, offset).split('\n');
  const found = [...body.slice(offset, offset + 2)][0] ?? '';
  return `unexpected ${JSON.stringify(found)} in line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
