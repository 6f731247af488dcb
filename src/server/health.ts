import type { ServerResponse } from 'node:http';
import type { Db } from '#db/connect';
import { getPublicVersion } from '#db/queries/public-version';
import { answerPlainly } from './plain-answer.ts';

const PATIENCE_MS = 1_000;

/** Whether the process is alive (`/healthz`) and whether it should be sent visitors (`/readyz`). */
export class Health {
  readonly #db: Db;
  #draining = false;

  constructor(db: Db) {
    this.#db = db;
  }

  get draining(): boolean {
    return this.#draining;
  }

  drain(): void {
    this.#draining = true;
  }

  answerLive(res: ServerResponse): void {
    answerPlainly(res, 200, 'alive');
  }

  async answerReady(res: ServerResponse): Promise<void> {
    if (this.#draining) answerPlainly(res, 503, 'stopping');
    else if (await this.#reachesDatabase()) answerPlainly(res, 200, 'ready');
    else answerPlainly(res, 503, 'the database does not answer');
  }

  async #reachesDatabase(): Promise<boolean> {
    const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), PATIENCE_MS).unref());
    const answered = getPublicVersion(this.#db).then(
      () => true,
      () => false,
    );
    return Promise.race([answered, late]);
  }
}
