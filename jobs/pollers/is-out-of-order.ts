/** SQLite: no room, no file, no turn. PostgreSQL: no connection, no means, stopped by its operator, broken inside. */
const OF_THE_DATABASE =
  /^(SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM|CORRUPT|NOTADB)|(08|40|53|55|57|58|XX)\w{3}$|E[A-Z]+$)/;

/** Whether an error is one of the database as a whole, not of what was to be written. */
export function isOutOfOrder(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && OF_THE_DATABASE.test(code);
}
