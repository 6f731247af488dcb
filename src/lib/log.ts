import { type Logger, pino } from 'pino';

export type Log = Logger;

/** JSON lines on standard error; secrets that might stand in a logged object are blanked. */
export function createLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: ['*.password', '*.secret', '*.token', '*.authorization', '*.cookie'], censor: '…' },
    },
    pino.destination({ fd: 2, sync: true }),
  );
}
