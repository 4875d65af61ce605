import { NO_DESK, type DeskTerms } from '../../dialogue/desk-terms';
import type { AgentAct } from '../../dialogue/event';
import { readOfficeHours } from '../../office-hours';

/** What drives a golden conversation, in the order of the file. */
export type Cue =
  | { readonly kind: 'says'; readonly text: string }
  /** A button, by its label: `user: [Yes, it arrived]`. */
  | { readonly kind: 'presses'; readonly label: string }
  /** What an agent of the helpdesk does: `agent Kim takes it`. */
  | { readonly kind: 'agent-acts'; readonly name: string; readonly act: AgentAct }
  /** `~ time passes`: the next timer rings. */
  | { readonly kind: 'time-passes' }
  /** `~ the other case is closed`: the one that this case was added to. */
  | { readonly kind: 'leader-closes' };

/** A golden conversation: a title that tells its story, and the cues; what the bot says is played anew. */
export interface Transcript {
  readonly title: string;
  readonly desk: Desk | null;
  /** `known as BD-1007`: the ticket of somebody else about the same trouble. */
  readonly knownAs: string | null;
  readonly cues: readonly Cue[];
}

/** `desk: 15 minutes`, or `desk: 15 minutes, Europe/Berlin Mon-Fri 08:00-17:00`. */
export interface Desk {
  readonly line: string;
  readonly terms: DeskTerms;
}

const INDENT = '      ';
const TIME_PASSES = '~ time passes';
const LEADER_CLOSES = '~ the other case is closed';
const DESK = /^desk: (\d{1,4}) minutes(?:, (\S+) (.+))?$/;
const KNOWN_AS = /^known as (\S+)$/;

/** What agents do, as it is written after their name. */
const DEEDS: Readonly<Record<Exclude<AgentAct['kind'], 'wrote' | 'corrected'>, string>> = {
  took: 'takes it',
  gaveBack: 'gives it back',
  solved: 'says it is solved',
  reopened: 'opens it again',
  notMail: 'says it is no mail problem',
};

/** Reads a transcript. Lines of the bot and of effects are not read: they are what is compared. */
export function parseTranscript(text: string): Transcript {
  const lines = text.split('\n');
  const title = lines[0]?.replace(/^#\s*/, '') ?? '';
  const cues: Cue[] = [];
  for (let at = 1; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line === TIME_PASSES) cues.push({ kind: 'time-passes' });
    if (line === LEADER_CLOSES) cues.push({ kind: 'leader-closes' });
    const agent = agentCueOf(line);
    if (agent !== null) cues.push(agent);
    if (!line.startsWith('user: ')) continue;
    const said = [line.slice('user: '.length)];
    while (lines[at + 1]?.startsWith(INDENT) === true) {
      at += 1;
      said.push((lines[at] ?? '').slice(INDENT.length));
    }
    cues.push(cueOf(said.join('\n')));
  }
  return { title, desk: deskOf(lines), knownAs: firstMatch(lines, KNOWN_AS)?.[1] ?? null, cues };
}

function firstMatch(lines: readonly string[], pattern: RegExp): RegExpExecArray | null {
  return lines.map((line) => pattern.exec(line)).find((found) => found !== null) ?? null;
}

function deskOf(lines: readonly string[]): Desk | null {
  const found = firstMatch(lines, DESK);
  if (found === null) return null;
  const [line, minutes, timeZone, when] = found;
  const spans = when === undefined ? null : readOfficeHours(when);
  const hours = timeZone === undefined || spans === null ? null : { timeZone, spans };
  return { line, terms: { hours, takeWithinMinutes: Number(minutes) } };
}

/** The first lines of the file: what the conversation is about, and under which terms it is held. */
export function writeHead({ title, desk, knownAs }: Transcript): readonly string[] {
  return [
    `# ${title}`,
    ...(desk === null ? [] : [desk.line]),
    ...(knownAs === null ? [] : [`known as ${knownAs}`]),
  ];
}

export function termsOf({ desk }: Transcript): DeskTerms {
  return desk?.terms ?? NO_DESK;
}

function agentCueOf(line: string): Cue | null {
  const [, name = '', deed = ''] = /^agent (\S+) (.+)$/.exec(line) ?? [];
  const act = actOf(deed);
  return act === null ? null : { kind: 'agent-acts', name, act };
}

function actOf(deed: string): AgentAct | null {
  const [, how, text] = /^(writes|corrects): (.+)$/.exec(deed) ?? [];
  if (text !== undefined)
    return how === 'writes' ? { kind: 'wrote', text, files: [] } : { kind: 'corrected', text };
  switch (deed) {
    case DEEDS.took:
      return { kind: 'took' };
    case DEEDS.gaveBack:
      return { kind: 'gaveBack' };
    case DEEDS.solved:
      return { kind: 'solved' };
    case DEEDS.reopened:
      return { kind: 'reopened' };
    case DEEDS.notMail:
      return { kind: 'notMail' };
    default:
      return null;
  }
}

function writeAct(act: AgentAct): string {
  switch (act.kind) {
    case 'wrote':
      return `writes: ${act.text}`;
    case 'corrected':
      return `corrects: ${act.text}`;
    case 'took':
    case 'gaveBack':
    case 'solved':
    case 'reopened':
    case 'notMail':
      return DEEDS[act.kind];
  }
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
    case 'agent-acts':
      return `agent ${cue.name} ${writeAct(cue.act)}`;
    case 'time-passes':
      return TIME_PASSES;
    case 'leader-closes':
      return LEADER_CLOSES;
  }
}

/** Continuation lines stand below the first one's text. */
export function indentLines(text: string): string {
  return text.split('\n').join(`\n${INDENT}`);
}
