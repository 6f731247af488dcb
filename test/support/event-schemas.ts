import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

const ajv = new Ajv2020({ allErrors: true, strict: true, formats: { uri: (text: string) => URL.canParse(text) } });
const known = new Map<string, ValidateFunction>();

/** What is wrong with an event by its published schema; empty when nothing is. */
export function schemaErrors(event: { readonly type: string }): string[] {
  const validate = known.get(event.type) ?? ajv.compile(readSchema(event.type));
  known.set(event.type, validate);
  validate(event);
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

function readSchema(type: string): object {
  const path = fileURLToPath(new URL(`../../public/schemas/v1/${type}.json`, import.meta.url));
  return JSON.parse(readFileSync(path, 'utf8'));
}
