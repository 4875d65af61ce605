/** A command that cannot do its work, in words for the person who typed it; the exit status is 1. */
export class CommandError extends Error {
  readonly code = 'command-failed';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CommandError';
  }
}
