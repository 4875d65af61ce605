/** What drives a golden conversation, in the order of the file. */
export type Cue =
  | { readonly kind: 'says'; readonly text: string }
  /** A button, by its label: `user: [Yes, it arrived]`. */
  | { readonly kind: 'presses'; readonly label: string }
  /** `~ time passes`: the next timer rings. */
  | { readonly kind: 'time-passes' };

/** A golden conversation: a title that tells its story, and the cues; what the bot says is played anew. */
export interface Transcript {
  readonly title: string;
  readonly cues: readonly Cue[];
}

const INDENT = '      ';
const TIME_PASSES = '~ time passes';

/** Reads a transcript. Lines of the bot and of effects are not read: they are what is compared. */
export function parseTranscript(text: string): Transcript {
  const lines = text.split('\n');
  const title = lines[0]?.replace(/^#\s*/, '') ?? '';
  const cues: Cue[] = [];
  for (let at = 1; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line === TIME_PASSES) cues.push({ kind: 'time-passes' });
    if (!line.startsWith('user: ')) continue;
    const said = [line.slice('user: '.length)];
    while (lines[at + 1]?.startsWith(INDENT) === true) {
      at += 1;
      said.push((lines[at] ?? '').slice(INDENT.length));
    }
    cues.push(cueOf(said.join('\n')));
  }
  return { title, cues };
}

function cueOf(text: string): Cue {
  const pressed = /^\[([^\]]{1,80})\]$/.exec(text);
  return pressed?.[1] === undefined ? { kind: 'says', text } : { kind: 'presses', label: pressed[1] };
}

/** A cue as it stands in the file. */
export function writeCue(cue: Cue): string {
  switch (cue.kind) {
    case 'says':
      return `user: ${indentLines(cue.text)}`;
    case 'presses':
      return `user: [${cue.label}]`;
    case 'time-passes':
      return TIME_PASSES;
  }
}

/** Continuation lines stand below the first one's text. */
export function indentLines(text: string): string {
  return text.split('\n').join(`\n${INDENT}`);
}
