/** A mistake of the person at the command line: one sentence on standard error, exit status 2. */
export class CommandLineError extends Error {
  override readonly name = 'CommandLineError';
}

/** The command did its work and the answer is no: told already, exit status 1. */
export class NegativeAnswer extends Error {
  override readonly name = 'NegativeAnswer';
}
