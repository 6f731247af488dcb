import type { z } from 'zod';
import { httpTarget } from './http.ts';

/** Every kind of check with the shape of its target; its probe stands in `jobs/probes/probe.ts`. */
export const CHECK_TARGETS = {
  http: httpTarget,
} as const satisfies Readonly<Record<string, z.ZodObject>>;

export type CheckKind = keyof typeof CHECK_TARGETS;
export type CheckTarget<K extends CheckKind = CheckKind> = z.output<(typeof CHECK_TARGETS)[K]>;

/** Whether a stored or written kind is one this version knows. */
export function isCheckKind(kind: string): kind is CheckKind {
  return Object.hasOwn(CHECK_TARGETS, kind);
}
