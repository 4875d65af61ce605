import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { maskSecrets } from '../../src/bounce/mask-secrets';
import { loadExpert, type Expert } from '../../src/cli/expert';
import { parseTranscript, type Cue } from '../../src/cli/rehearsal/transcript';
import { createDialogue } from '../../src/dialogue/dialogue';
import { Desk } from './desk';
import { buttonsOf, shownText } from './fake-slack/screen';

/**
 * The golden conversations of test/transcripts, which the dialogue's own test plays without any platform,
 * played once more by a person in Slack: over signed HTTP, through the store and the outbox, read off the
 * blocks. Those with agents in them are the desk's.
 */
const ROOT = join(__dirname, '..', '..');
type PersonsCue = Extract<Cue, { readonly kind: 'says' | 'presses' | 'time-passes' }>;
const isPersons = (cue: Cue): cue is PersonsCue =>
  cue.kind === 'says' || cue.kind === 'presses' || cue.kind === 'time-passes';

const SCENES = ['abilities', 'variants'].flatMap((kind) => {
  const folder = join(ROOT, 'test', 'transcripts', kind);
  return readdirSync(folder).flatMap((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const { desk, knownAs, cues } = parseTranscript(text);
    const alone = desk === null && knownAs === null && cues.every(isPersons);
    return alone ? [{ name: basename(name, '.txt'), text, cues: cues.filter(isPersons) }] : [];
  });
});

let expert: Expert;
beforeAll(async () => {
  expert = await loadExpert(join(ROOT, 'intents'));
}, 120_000);

function openDesk(): Promise<Desk> {
  const { classifier, knowledge } = expert;
  return Desk.open({
    dialogue: createDialogue(knowledge),
    reader: {
      analyse: (paste) => classifier.analyse(paste),
      understand: (text) => classifier.understand(text),
      maskSecrets,
    },
  });
}

/** The bot's messages as they stand in the file, each as its words. */
function goldenAnswers(text: string): readonly string[] {
  const blocks = text.split(/^(?=bot: |user: |~ )/m);
  return blocks.filter((block) => block.startsWith('bot: ')).map((block) => lettersOf(block.slice(5)));
}

/** Letters and digits only: the file marks headings, evidence and buttons in its own way. */
function lettersOf(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, '');
}

/** As it was posted; the words that decide stand in the line of evidence already. */
function wordsOf(blocks: readonly unknown[]): string {
  const lines = shownText(withAddresses(blocks)).split('\n');
  const labels = buttonsOf(blocks).map((button) => button.text.text);
  return [...lines.filter((line) => !line.startsWith('↑ ')), ...labels].join(' ');
}

/** The address of a link, which Slack shows when one points at it, written out. */
function withAddresses(blocks: readonly unknown[]): readonly unknown[] {
  const written = JSON.stringify(blocks, (_key, value: unknown) => {
    const link = linkSchema.safeParse(value);
    return link.success ? { type: 'text', text: `${link.data.text} ${link.data.url}` } : value;
  });
  return JSON.parse(written) as readonly unknown[];
}

const linkSchema = z.object({ type: z.literal('link'), text: z.string(), url: z.string() });

class Person {
  constructor(private readonly desk: Desk) {}

  async follow(cue: PersonsCue): Promise<void> {
    await this.desk.fake.clock.advance(60_000);
    if (cue.kind === 'says') await this.desk.fake.say({ user: 'U1', text: cue.text });
    if (cue.kind === 'presses') await this.press(cue.label);
    if (cue.kind === 'time-passes') await this.waitForNews();
    await this.desk.settle();
  }

  read(): readonly string[] {
    return this.posted().map((blocks) => lettersOf(wordsOf(blocks)));
  }

  /** Also a button that is gone from the screen by now. */
  private async press(label: string): Promise<void> {
    const { fake } = this.desk;
    const messages = fake.botSaid(fake.workspace.directChannel('U1').id);
    const at = this.posted().findLastIndex((blocks) =>
      buttonsOf(blocks).some((button) => button.text.text === label),
    );
    const message = messages[at];
    if (message === undefined) throw new Error(`there never was a button "${label}"`);
    await fake.press('U1', { ...message, blocks: this.posted()[at] ?? [] }, label);
  }

  /** Hour by hour, until the bot says something by itself. */
  private async waitForNews(): Promise<void> {
    const before = this.posted().length;
    for (let hour = 0; hour < 24 * 40 && this.posted().length === before; hour += 1) {
      await this.desk.fake.clock.advance(3_600_000);
      await this.desk.bot.idle();
    }
  }

  /** The blocks of each message, in order, as they were when it was new. */
  private posted(): readonly (readonly unknown[])[] {
    const calls = this.desk.fake.server.callsOf('chat.postMessage');
    return calls.map(({ args }) => JSON.parse(args['blocks'] ?? '[]') as readonly unknown[]);
  }
}

test.each(SCENES)('$name', async ({ text, cues }) => {
  const desk = await openDesk();
  try {
    const person = new Person(desk);
    for (const cue of cues) await person.follow(cue);
    expect(person.read()).toEqual(goldenAnswers(text));
    expect(desk.fake.server.refusals).toEqual([]);
  } finally {
    await desk.close();
  }
});
