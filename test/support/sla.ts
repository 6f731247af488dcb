import { assess } from '#domain/sla/assess';
import type { Assessment, AssessmentLine, ExcludedSpan, OutageRow, WindowFee } from '#domain/sla/assessment';
import type { PolicyTerms, SlaPolicy } from '#domain/sla/policy';
import { readShippedPolicy } from '#lib/sla-policy-file';

const LONG_AFTER = Date.UTC(2030, 0, 1);

/** A policy that is shipped. */
export function shippedPolicy(id: string): SlaPolicy {
  const policy = readShippedPolicy(id);
  if (!policy) throw new Error(`There is no shipped policy ${id}.`);
  return policy;
}

/** A shipped policy with some terms of a test's own. */
export function editedPolicy(id: string, terms: Partial<PolicyTerms>): SlaPolicy {
  const policy = shippedPolicy(id);
  return { ...policy, terms: { ...policy.terms, ...terms } };
}

/** `down('Gmail', '2026-06-10T14:05Z', 44)`: a row of so many minutes. */
export function down(service: string, start: string, minutes: number, more: Partial<OutageRow> = {}): OutageRow {
  const startedAt = Date.parse(start);
  return { service, startedAt, endedAt: startedAt + minutes * 60_000, state: 'down', ...more };
}

export interface QuickInput {
  readonly policy?: SlaPolicy;
  readonly month?: string;
  readonly zone?: string;
  readonly asOf?: string;
  readonly services?: readonly string[];
  readonly fee?: WindowFee | undefined;
  readonly exclusions?: readonly ExcludedSpan[];
}

/** Assesses rows under Google Workspace in June 2026 unless a test says otherwise. */
export function assessRows(outages: readonly OutageRow[], input: QuickInput = {}): Assessment {
  const { policy = shippedPolicy('google-workspace'), month = '2026-06', asOf, ...rest } = input;
  return assess({ policy, month, outages, asOf: asOf ? Date.parse(asOf) : LONG_AFTER, ...rest });
}

/** The one service of an assessment. */
export function onlyLine(assessment: Assessment): AssessmentLine {
  const [line, ...others] = assessment.services;
  if (!line || others.length > 0) throw new Error(`There are ${assessment.services.length} services, not one.`);
  return line;
}
