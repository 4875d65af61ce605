import type { Span } from './failure';

/**
 * A text and the way back from it to the paste: decoding, unquoting and unwrapping make new texts, and every
 * fact must still be shown where the person sees it.
 */
export interface SourceText {
  readonly text: string;
  /** Each unit is a byte of some charset that is not known yet. */
  readonly isBinary: boolean;
  readonly origin: Origin;
}

type Origin =
  | { readonly kind: 'paste' }
  /** A slice of the parent, unchanged. */
  | { readonly kind: 'slice'; readonly parent: SourceText; readonly at: number }
  /** Rewritten: `outs[i]` in this text came from `ins[i]` in the parent; both ascend. */
  | {
      readonly kind: 'mapped';
      readonly parent: SourceText;
      readonly outs: readonly number[];
      readonly ins: readonly number[];
      readonly parentEnd: number;
    }
  /** Made from something that has no place as text. */
  | { readonly kind: 'nowhere' };

export function ofPaste(text: string, isBinary = false): SourceText {
  return { text, isBinary, origin: { kind: 'paste' } };
}

export function nowhere(text: string): SourceText {
  return { text, isBinary: false, origin: { kind: 'nowhere' } };
}

export function slice(parent: SourceText, start: number, end: number): SourceText {
  if (start === 0 && end >= parent.text.length) return parent;
  const { isBinary } = parent;
  return { text: parent.text.slice(start, end), isBinary, origin: { kind: 'slice', parent, at: start } };
}

/** Where a range of a text stood in the paste; for rewritten text the smallest known range around it. */
export function placeIn(source: SourceText, start: number, end: number): Span | null {
  const { origin } = source;
  switch (origin.kind) {
    case 'paste':
      return { start, end };
    case 'nowhere':
      return null;
    case 'slice':
      return placeIn(origin.parent, origin.at + start, origin.at + end);
    case 'mapped': {
      const from = lastAtMost(origin.outs, start);
      const to = lastAtMost(origin.outs, Math.max(start, end - 1)) + 1;
      return placeIn(origin.parent, origin.ins[from] ?? 0, origin.ins[to] ?? origin.parentEnd);
    }
  }
}

function lastAtMost(ascending: readonly number[], wanted: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((ascending[middle] ?? 0) <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Builds a rewritten text piece by piece, remembering where each piece came from. */
export class Rewriter {
  private readonly pieces: string[] = [];
  private readonly outs: number[] = [];
  private readonly ins: number[] = [];
  private length = 0;

  constructor(private readonly parent: SourceText) {}

  /** Adds `text`, which stands for the parent's text from `parentStart` to the next piece's start. */
  add(text: string, parentStart: number): void {
    if (text === '') return;
    this.pieces.push(text);
    this.outs.push(this.length);
    this.ins.push(parentStart);
    this.length += text.length;
  }

  done(parentEnd: number): SourceText {
    const { parent, outs, ins } = this;
    const text = this.pieces.join('');
    return { text, isBinary: false, origin: { kind: 'mapped', parent, outs, ins, parentEnd } };
  }
}
