import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { maskSecrets } from '../../src/bounce/mask-secrets';
import { createBot } from '../../src/bot';
import { loadExpert, type Expert } from '../../src/cli/expert';
import { parseTranscript, type Cue } from '../../src/cli/rehearsal/transcript';
import { createDialogue } from '../../src/dialogue/dialogue';
import { inPersonalChat, pressed, type Sent } from './activities';
import { dataOfButton, field, titlesOf, wordsOf } from './card-faults';
import { openDesk, type Body, type Desk } from './desk';

/**
 * The golden conversations of test/transcripts, which the dialogue's own test plays without any platform,
 * played once more by a person in Teams: over HTTP, through the store and the outbox, read off the cards.
 */
const ROOT = join(__dirname, '..', '..');
const FILES = ['abilities', 'variants'].flatMap((kind) => {
  const folder = join(ROOT, 'test', 'transcripts', kind);
  return readdirSync(folder).map((name) => join(folder, name));
});

let expert: Expert;
let desk: Desk;
beforeAll(async () => {
  expert = await loadExpert(join(ROOT, 'intents'));
}, 120_000);
beforeEach(async () => {
  desk = await openDesk({ assemble: withMind });
});
afterEach(async () => {
  const { faults } = desk.teams;
  await desk.close();
  expect(faults).toEqual([]);
});

function withMind(body: Body) {
  const { classifier, knowledge } = expert;
  return createBot({
    ...body,
    dialogue: createDialogue(knowledge),
    reader: {
      analyse: (paste) => classifier.analyse(paste),
      understand: (text) => classifier.understand(text),
      maskSecrets,
    },
  });
}

/** The bot's messages as they stand in the file, each as its words. */
function goldenAnswers(file: string): readonly string[] {
  const blocks = readFileSync(file, 'utf8').split(/^(?=bot: |user: |~ )/m);
  return blocks.filter((block) => block.startsWith('bot: ')).map((block) => lettersOf(block.slice(5)));
}

/** Letters and digits only: the file marks headings, evidence and buttons in its own way. */
function lettersOf(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, '');
}

class Person {
  readonly read: string[] = [];
  private messages = 0;
  private seen = 0;
  private readonly buttons = new Map<string, unknown>();

  async follow(cue: Cue): Promise<void> {
    desk.clock.advance(60_000);
    this.messages += 1;
    const id = String(this.messages);
    if (cue.kind === 'says') await this.send(inPersonalChat(id, { text: escaped(cue.text) }));
    if (cue.kind === 'presses') await this.send(inPersonalChat(id, this.press(cue.label)));
    if (cue.kind === 'time-passes') await this.waitForNews();
    this.readOn();
  }

  private async send(activity: Sent): Promise<void> {
    await desk.say(activity);
  }

  private press(label: string): Sent {
    const data = this.buttons.get(label);
    if (data === undefined) throw new Error(`there never was a button "${label}"`);
    return pressed(Number(field(data, 'question')), String(field(data, 'choice')));
  }

  /** Hour by hour, until the bot says something by itself. */
  private async waitForNews(): Promise<void> {
    for (let hour = 0; hour < 24 * 40 && desk.teams.shown.length === this.seen; hour += 1) {
      desk.clock.advance(3_600_000);
      await desk.bot.idle();
    }
  }

  private readOn(): void {
    for (const { message } of desk.teams.shown.slice(this.seen)) {
      this.read.push(lettersOf(wordsOf(message)));
      for (const title of titlesOf(message)) this.buttons.set(title, dataOfButton(message, title));
    }
    this.seen = desk.teams.shown.length;
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

it.each(FILES.map((file) => [basename(file, '.txt'), file]))('%s', async (_, file) => {
  const person = new Person();
  for (const cue of parseTranscript(readFileSync(file, 'utf8')).cues) await person.follow(cue);
  expect(person.read).toEqual(goldenAnswers(file));
});
