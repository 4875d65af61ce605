/** Something wrong in the content, told so that the person who wrote it finds it. */
export interface Fault {
  /** Relative to the content folder, with forward slashes. */
  readonly path: string;
  /** 1-based; 1 where the whole file is meant. */
  readonly line: number;
  readonly message: string;
}

/** The content is not usable. The bot refuses to start with it; nothing of it is half-loaded. */
export class FaultyContentError extends Error {
  readonly code = 'faulty-content';

  constructor(readonly faults: readonly Fault[]) {
    super(
      `the content has ${faults.length} fault${faults.length === 1 ? '' : 's'}:\n${faults.map(sayFault).join('\n')}`,
    );
    this.name = 'FaultyContentError';
  }
}

export function sayFault({ path, line, message }: Fault): string {
  return `${path}:${line}: ${message}`;
}
