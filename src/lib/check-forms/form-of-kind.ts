import { z } from 'zod';
import { CHECK_TARGETS, type CheckKind } from '#lib/check-targets/check-target';
import { writeField } from './field-text.ts';
import type { FieldInput, FormField } from './form-field.ts';
import { wordsOfField } from './kind-words.ts';

const LONG_TEXT = 1_000;

/** The form of a kind, out of the shape of its target: whatever field a kind has, there is a way to type it. */
export function formOfKind(kind: CheckKind): readonly FormField[] {
  const target: z.ZodObject = CHECK_TARGETS[kind];
  return Object.entries(target.shape).map(([name, schema]) => fieldOf(kind, name, schema));
}

interface Core {
  readonly schema: z.core.$ZodType;
  readonly fallback: unknown;
  readonly required: boolean;
}

function fieldOf(kind: CheckKind, name: string, given: z.core.$ZodType): FormField {
  const { schema, fallback, required } = unwrap(given);
  const input = isSecret(given) ? secretInput(schema) : inputOf(schema);
  return {
    ...wordsOfField(kind, name),
    ...{ name, input, required: required && input !== 'tick' },
    choices: schema instanceof z.ZodEnum ? schema.options.map(String) : [],
    fallback: writeField(input, fallback),
  };
}

/** What is within optional and default, and what holds without it. */
function unwrap(schema: z.core.$ZodType): Core {
  if (schema instanceof z.ZodDefault)
    return { ...unwrap(schema.def.innerType), fallback: schema.def.defaultValue, required: false };
  if (schema instanceof z.ZodOptional) return { ...unwrap(schema.def.innerType), required: false };
  return { schema, fallback: undefined, required: true };
}

function isSecret(schema: z.core.$ZodType): boolean {
  if (z.globalRegistry.get(schema)?.['secret'] === true) return true;
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? isSecret(schema.def.innerType) : false;
}

function secretInput(schema: z.core.$ZodType): FieldInput {
  return schema instanceof z.ZodRecord ? 'secret-pairs' : 'secret';
}

function inputOf(schema: z.core.$ZodType): FieldInput {
  if (schema instanceof z.ZodPipe) return inputOf(schema.def.in);
  if (schema instanceof z.ZodBoolean) return 'tick';
  if (schema instanceof z.ZodNumber) return 'number';
  if (schema instanceof z.ZodEnum) return 'choice';
  if (schema instanceof z.ZodRecord) return 'pairs';
  if (schema instanceof z.ZodArray) return isObject(schema.def.element) ? listInput(schema.def.element) : 'lines';
  if (isObject(schema)) return 'json';
  if (z.globalRegistry.get(schema)?.['control'] === true) return 'control-line';
  return schema instanceof z.ZodString && (schema.maxLength ?? 0) > LONG_TEXT ? 'text' : 'line';
}

function isObject(schema: z.core.$ZodType): boolean {
  return schema instanceof z.ZodObject || (schema instanceof z.ZodPipe && isObject(schema.def.in));
}

function listInput(element: z.core.$ZodType): FieldInput {
  const names = element instanceof z.ZodObject ? Object.keys(element.shape) : [];
  return names.includes('path') && names.includes('equals') ? 'json-expectations' : 'json';
}
