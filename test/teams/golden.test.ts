import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { maskSecrets } from '../../src/bounce/mask-secrets';
import { createBot } from '../../src/bot';
import { loadExpert, type Expert } from '../../src/cli/expert';
import { parseTranscript, termsOf, type Cue, type Transcript } from '../../src/cli/rehearsal/transcript';
import type { DeskAct } from '../../src/desk';
import type { DeskTerms } from '../../src/dialogue/desk-terms';
import { createDialogue } from '../../src/dialogue/dialogue';
import type { AgentAct } from '../../src/dialogue/event';
import { FakeDesk } from '../desk/platforms';
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

/** The clock's first day is a Tuesday; golden conversations begin on a Monday at nine. */
const UNTIL_MONDAY_MS = 6 * 24 * 3_600_000;

let expert: Expert;
let desk: Desk;
let agents: FakeDesk;
beforeAll(async () => {
  expert = await loadExpert(join(ROOT, 'intents'));
}, 120_000);
beforeEach(() => {
  agents = new FakeDesk('teams', { travel: (done) => Promise.resolve(done()) });
});
afterEach(async () => {
  const { faults } = desk.teams;
  await desk.close();
  expect(faults).toEqual([]);
});

function withMind(body: Body, terms: DeskTerms) {
  const { classifier, knowledge } = expert;
  return createBot({
    ...body,
    desks: [agents],
    dialogue: createDialogue(knowledge, terms),
    reader: {
      analyse: (paste) => classifier.analyse(paste),
      understand: (text) => classifier.understand(text),
      maskSecrets,
    },
  });
}

/** The file marks what an agent says; on a screen their name is set in bold. */
const AGENT_MARK = ' (helpdesk):';

/** The bot's messages as they stand in the file, each as its words. */
function goldenAnswers(file: string): readonly string[] {
  const blocks = readFileSync(file, 'utf8').split(/^(?=bot: |user: |agent |~ )/m);
  return blocks
    .filter((block) => block.startsWith('bot: '))
    .map((block) => lettersOf(block.slice(5).replace(AGENT_MARK, '')));
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
    if (cue.kind === 'agent-acts') await this.agentActs(id, cue);
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

  private async agentActs(id: string, { name, act }: Extract<Cue, { kind: 'agent-acts' }>): Promise<void> {
    const thread = agents.threads.at(-1);
    const done = doneAtDesk(act);
    if (thread === undefined || done === null) throw new Error(`no agent can have done this: ${act.kind}`);
    await desk.bot.receiveFromDesk({
      desk: agents.name,
      eventIds: [id],
      thread: thread.id,
      reference: null,
      agent: { id: name, name },
      act: done,
    });
    await desk.bot.idle();
  }

  /** Hour by hour, until the bot says something by itself, to the person or to the agents. */
  private async waitForNews(): Promise<void> {
    const told = linesAtDesk();
    const isNews = () => desk.teams.shown.length > this.seen || linesAtDesk() > told;
    for (let hour = 0; hour < 24 * 40 && !isNews(); hour += 1) {
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

function linesAtDesk(): number {
  return agents.threads.reduce((sum, { lines }) => sum + lines.length, 0);
}

/** Null for what is done in a ticket system only. */
function doneAtDesk(act: AgentAct): DeskAct | null {
  switch (act.kind) {
    case 'took':
      return { kind: 'pressed', action: 'take' };
    case 'gaveBack':
      return { kind: 'pressed', action: 'give-back' };
    case 'solved':
      return { kind: 'pressed', action: 'solve' };
    case 'notMail':
      return { kind: 'pressed', action: 'not-mail' };
    case 'corrected':
      return { kind: 'edited', text: act.text };
    case 'wrote':
      return { kind: 'wrote', text: act.text, files: [] };
    case 'reopened':
      return null;
  }
}

/** Some need a ticket system, or somebody else with the same trouble. */
function isPlayable({ knownAs, cues }: Transcript): boolean {
  return knownAs === null && cues.every((cue) => cue.kind !== 'agent-acts' || doneAtDesk(cue.act) !== null);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const PLAYED = FILES.map(
  (file) => [basename(file, '.txt'), file, parseTranscript(readFileSync(file, 'utf8'))] as const,
).filter(([, , transcript]) => isPlayable(transcript));

it.each(PLAYED)('%s', async (_, file, transcript) => {
  desk = await openDesk({ assemble: (body) => withMind(body, termsOf(transcript)) });
  desk.clock.advance(UNTIL_MONDAY_MS);
  const person = new Person();
  for (const cue of transcript.cues) await person.follow(cue);
  expect(person.read).toEqual(goldenAnswers(file));
});
