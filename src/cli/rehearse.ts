import { readFileSync, writeFileSync } from 'node:fs';
import { CommandError } from './command-error';
import type { Expert } from './expert';
import type { Write } from './identify';
import { rehearse } from './rehearsal/rehearse';
import { parseTranscript } from './rehearsal/transcript';

/** Plays golden conversations and prints where they differ; `update` rewrites them instead. */
export function rehearseFiles(
  { knowledge, classifier }: Expert,
  paths: readonly string[],
  update: boolean,
  write: Write,
): void {
  let differing = 0;
  for (const path of paths) {
    const expected = readFileSync(path, 'utf8');
    const played = rehearse(knowledge, classifier, parseTranscript(expected));
    if (played === expected) continue;
    differing += 1;
    if (update) writeFileSync(path, played);
    else write(`${path}\n${firstDifference(expected, played)}`);
  }
  write(`${paths.length} played, ${differing} ${update ? 'rewritten' : 'differ'}`);
  if (differing > 0 && !update) throw new CommandError('look at the differences; --update takes them over');
}

const LINES_SHOWN = 12;

function firstDifference(expected: string, played: string): string {
  const before = expected.split('\n');
  const after = played.split('\n');
  const at = before.findIndex((line, index) => line !== after[index]);
  const from = at < 0 ? before.length : at;
  const show = (lines: readonly string[], sign: string) =>
    lines.slice(from, from + LINES_SHOWN).map((line) => `${sign} ${line}`);
  return [`@ line ${from + 1}`, ...show(before, '-'), ...show(after, '+')].join('\n');
}
