import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceFile } from '../../src/knowledge/content-file';

const shared = (name: string) => readFileSync(join(__dirname, '../../intents/shared', name), 'utf8');

const VARIANT = `id: mailbox-full
title: The mailbox is full
side: recipient
what: Their mailbox is full.
now: Tell them.
resend:
  answer: later
  because: once there is room
collect: []
checks: []
steps:
  - id: tell-them
    title: Tell them
    do: Call them.
    how: By phone.
    why: They may not know.
    outcomes:
      - label: I told them
        means: [done, yes]
        to: confirm
      - label: I can't reach them
        means: [cannot, no]
        to: next
  - id: wait
    title: Wait
    do: Wait a little.
    how: Do nothing.
    why: It takes time.
    wait: 4h
    outcomes:
      - label: I'll wait
        means: [done, yes]
        to: wait
      - label: I can't wait
        means: [no, cannot]
        to: human
escalate:
  when: after-steps
  priority: low
  because: Somebody has to call them.
confirm: Did it arrive?
signatures:
  - phrase: mailbox is full
    weight: clear
examples:
  - 552 mailbox is full
`;

const NOT_A_BOUNCE = `id: not-a-bounce
title: No mail failure
what: This is no mail failure.
now: Paste the error.
kinds:
  automatic-reply: Somebody is away.
  read-receipt: Somebody read it.
  abuse-report: Somebody complained.
signatures: []
examples:
  - hello there
`;

/** Content of one variant that passes every check, file by file, with `changes` laid over it. */
export function contentWith(changes: Readonly<Record<string, string>> = {}): readonly SourceFile[] {
  const files: Record<string, string> = {
    'mailbox-full.yaml': VARIANT,
    'not-a-bounce.yaml': NOT_A_BOUNCE,
    'shared/texts.yaml': shared('texts.yaml'),
    'shared/glossary.yaml': 'words:\n  - id: spf\n    word: SPF\n    says: A list of servers.\n',
    'shared/replies.yaml': 'intents:\n  yes: [a, b, c, d, e]\n',
    'shared/providers.yaml': 'providers: []\npages: []\n',
    'shared/blocklists.yaml': 'blocklists: []\n',
    ...changes,
  };
  return Object.entries(files).map(([path, text]) => ({ path, text }));
}

/** The sound variant with one passage of it exchanged. */
export function variantWith(passage: string, replacement: string): string {
  if (!VARIANT.includes(passage)) throw new Error(`the sound variant has no passage "${passage}"`);
  return VARIANT.replace(passage, replacement);
}
