import type { ProbeResult } from '#domain/watching/probe-result';
import { completeTarget, type SecretSources, type StoredTarget } from '#lib/check-secrets/complete-target';
import { misconfigured, type ProbedCheck, type ProbeSetup, probe } from './probe.ts';

export type RunnableCheck = StoredTarget & ProbedCheck;

/** Runs a stored check: its secrets are joined for this one run. Without their key the result says nothing about the target. */
export async function runCheck(check: RunnableCheck, setup: ProbeSetup & SecretSources): Promise<ProbeResult> {
  const complete = completeTarget(check, setup);
  if (!complete.ok) return misconfigured(complete.sentence);
  return probe({ ...check, target: complete.target }, setup);
}
