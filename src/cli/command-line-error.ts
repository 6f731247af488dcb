/** A mistake of the person at the command line: one sentence on standard error, exit status 2. */
export class CommandLineError extends Error {
  override readonly name = 'CommandLineError';
}
