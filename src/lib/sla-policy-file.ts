import { readdirSync, readFileSync } from 'node:fs';
import type { z } from 'zod';
import type { SlaPolicy } from '#domain/sla/policy';
import { parseJson } from './parse-json.ts';
import { policyFileSchema } from './sla-policy-schema.ts';

const SHIPPED = new URL('../../db/policies/', import.meta.url);

/** A policy file that cannot be used; the message is one sentence that names the term. */
export class PolicyFileError extends Error {
  readonly code = 'policy-file';
}

/** Reads the text of a policy file; `name` is what the sentence of a refusal calls it. */
export function parsePolicyFile(text: string, name: string): SlaPolicy {
  const json = parseJson(text);
  if (!json.ok) throw new PolicyFileError(`${name} is not valid JSON: ${json.reason}.`);
  const parsed = policyFileSchema.safeParse(json.value, { reportInput: true });
  if (!parsed.success) throw new PolicyFileError(refusal(name, parsed.error.issues));
  const { id, version, name: title, effectiveFrom, ...terms } = parsed.data;
  return { id, version, name: title, effectiveFrom, terms };
}

function refusal(name: string, issues: readonly z.core.$ZodIssue[]): string {
  const [first] = issues;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return `${name} is not a usable policy: ${first ? sentenceOf(first) : 'it is empty'}${more}.`;
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  const at = pathText(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => `“${key}”`).join(', ');
    return `${keys}${at ? ` in “${at}”` : ''} is no term that is computed here, and is refused rather than passed over`;
  }
  if (at && issue.input === undefined) return `“${at}” is missing`;
  return at ? `“${at}” ${issue.message}` : issue.message;
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part)),
    '',
  );
}

/** The ids of the policies that come with the product; a later version of one lies beside it as `id.2.json`. */
export function listShippedPolicyIds(): string[] {
  return [...new Set(listFiles().map((file) => file.replace(/(\.\d+)?\.json$/, '')))];
}

function listFiles(): string[] {
  return readdirSync(SHIPPED)
    .filter((file) => file.endsWith('.json'))
    .toSorted();
}

/** All versions of one policy that comes with the product, the earliest first; none where there is no such id. */
export function readShippedVersions(id: string): SlaPolicy[] {
  return readShippedPolicies()
    .filter((policy) => policy.id === id)
    .toSorted((a, b) => a.version - b.version);
}

/** The newest version of one policy that comes with the product; undefined when there is none of that id. */
export function readShippedPolicy(id: string): SlaPolicy | undefined {
  return readShippedVersions(id).at(-1);
}

/** All versions of all policies that come with the product. */
export function readShippedPolicies(): SlaPolicy[] {
  return listFiles().map((file) =>
    parsePolicyFile(readFileSync(new URL(file, SHIPPED), 'utf8'), `db/policies/${file}`),
  );
}
