import type { CommandContext } from '#commands/context';
import { noteListening } from '#commands/note-listening';
import { LISTENING_BEAT_MS } from '#domain/heartbeats/absences';
import type { Log } from '#lib/log';

/** Keeps a record of when this process took calls: a job that could not reach us is not late. */
export function startListening({ ctx, log }: { readonly ctx: CommandContext; readonly log: Log }): {
  stop(): Promise<void>;
} {
  let spanId: string | undefined;
  let under: Promise<void> | undefined;
  const beat = async (): Promise<void> => {
    try {
      spanId = await noteListening(ctx, spanId);
    } catch (error) {
      log.warn({ err: error }, 'that calls are taken could not be noted');
    }
  };
  const next = (): Promise<void> => {
    under ??= beat().finally(() => {
      under = undefined;
    });
    return under;
  };
  const timer = setInterval(() => void next(), LISTENING_BEAT_MS).unref();
  void next();
  return {
    stop: async () => {
      clearInterval(timer);
      await under;
      await next();
    },
  };
}
