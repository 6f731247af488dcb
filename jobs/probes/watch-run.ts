import type { RunNote } from '#domain/watching/run-note';
import { checkPolicy } from '#lib/address-policy';
import { type CheckKeys, openCheckBox } from '#lib/check-secrets/check-box';
import type { WatchRun } from '#lib/watched-run';
import { runCheck } from './run-check.ts';

interface RunnerSettings extends CheckKeys {
  readonly probeAllowCidrs: readonly string[];
}

/** Runs checks for people who look on, under the same address policy as the poller. */
export function watchRuns(settings: RunnerSettings): WatchRun {
  const policy = checkPolicy(settings.probeAllowCidrs);
  return async (check) => {
    const notes: RunNote[] = [];
    const secrets = { box: openCheckBox(settings), env: process.env };
    const result = await runCheck(check, { policy, ...secrets, note: (note) => void notes.push(note) });
    return { result, notes };
  };
}
