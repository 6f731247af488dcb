/** How a field of a target is typed. */
export type FieldInput =
  | 'line'
  /** A line in which `\r`, `\n`, `\t` and `\\` stand for what they mean elsewhere. */
  | 'control-line'
  | 'text'
  | 'number'
  | 'tick'
  | 'choice'
  /** A list, one item a line. */
  | 'lines'
  /** Names with values, `Name: value` a line. */
  | 'pairs'
  | 'secret'
  | 'secret-pairs'
  /** Expectations of a JSON document, such as `$.status equals ok` a line. */
  | 'json-expectations'
  /** What has no better form: JSON. */
  | 'json';

export interface FieldWords {
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  /** Stands among the fields few people need. */
  readonly rare?: boolean;
}

/** One field of the form of a kind. */
export interface FormField extends FieldWords {
  readonly name: string;
  readonly input: FieldInput;
  readonly required: boolean;
  readonly choices: readonly string[];
  /** What holds when nothing is typed, as it would be typed. */
  readonly fallback: string;
}
