import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { maskSecrets } from '../../src/bounce/mask-secrets';
import { loadExpert, type Expert } from '../../src/cli/expert';
import { parseTranscript, termsOf, type Cue, type Transcript } from '../../src/cli/rehearsal/transcript';
import type { DeskTerms } from '../../src/dialogue/desk-terms';
import { createDialogue } from '../../src/dialogue/dialogue';
import type { AgentAct } from '../../src/dialogue/event';
import { Desk } from './desk';
import { DESK } from './desk-port';
import { buttonsOf, shownText } from './fake-slack/screen';
import type { FakeMessage } from './fake-slack/workspace';

/**
 * The golden conversations of test/transcripts, which the dialogue's own test plays without any platform,
 * played once more by a person in Slack, and agents in the desk channel: over signed HTTP, through the store and
 * the outbox, read off the blocks.
 */
const ROOT = join(__dirname, '..', '..');
/** The clock's first day is a Tuesday; golden conversations begin on a Monday at nine. */
const UNTIL_MONDAY_MS = 6 * 24 * 3_600_000;

/** What agents press, by the label of its button. */
const BUTTONS: Readonly<Partial<Record<AgentAct['kind'], string>>> = {
  took: 'Take it',
  gaveBack: 'Give back to the bot',
  solved: 'Solved',
  notMail: 'Not a mail problem',
};

/** Some need a ticket system, or somebody else with the same trouble. */
function isPlayable({ knownAs, cues }: Transcript): boolean {
  return knownAs === null && cues.every((cue) => cue.kind !== 'agent-acts' || cue.act.kind !== 'reopened');
}

const SCENES = ['abilities', 'variants'].flatMap((kind) => {
  const folder = join(ROOT, 'test', 'transcripts', kind);
  return readdirSync(folder).flatMap((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const transcript = parseTranscript(text);
    return isPlayable(transcript) ? [{ name: basename(name, '.txt'), text, transcript }] : [];
  });
});

let expert: Expert;
beforeAll(async () => {
  expert = await loadExpert(join(ROOT, 'intents'));
}, 120_000);

async function openDesk(terms: DeskTerms): Promise<Desk> {
  const { classifier, knowledge } = expert;
  const desk = await Desk.open({
    settings: { deskChannel: { workspace: null, channel: DESK } },
    dialogue: createDialogue(knowledge, terms),
    reader: {
      analyse: (paste) => classifier.analyse(paste),
      understand: (text) => classifier.understand(text),
      maskSecrets,
    },
  });
  desk.fake.workspace.addChannel(DESK, 'group');
  await desk.fake.clock.advance(UNTIL_MONDAY_MS);
  return desk;
}

/** The file marks what an agent says; on a screen their name is set in bold. */
const AGENT_MARK = ' (helpdesk):';

/** The bot's messages as they stand in the file, each as its words. */
function goldenAnswers(text: string): readonly string[] {
  const blocks = text.split(/^(?=bot: |user: |agent |~ )/m);
  return blocks
    .filter((block) => block.startsWith('bot: '))
    .map((block) => lettersOf(block.slice(5).replace(AGENT_MARK, '')));
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

class Play {
  /** What each agent wrote last. */
  private readonly written = new Map<string, FakeMessage>();

  constructor(private readonly desk: Desk) {}

  async follow(cue: Cue): Promise<void> {
    await this.desk.fake.clock.advance(60_000);
    if (cue.kind === 'says') await this.desk.fake.say({ user: 'U1', text: cue.text });
    if (cue.kind === 'presses') await this.press(cue.label);
    if (cue.kind === 'agent-acts') await this.agentActs(cue.name, cue.act);
    if (cue.kind === 'time-passes') await this.waitForNews();
    await this.desk.settle();
  }

  private async agentActs(name: string, act: AgentAct): Promise<void> {
    const { fake } = this.desk;
    const user = `U9${name.toUpperCase()}`;
    fake.workspace.people.set(user, name);
    const card = fake.botSaid(DESK).findLast(({ thread }) => thread === null);
    if (card === undefined) throw new Error('no agent has a card');
    const before = this.written.get(name);
    if (act.kind === 'corrected' && before !== undefined) return void (await fake.edit(before, act.text));
    if (act.kind === 'wrote') {
      const { channel, ts } = await fake.say({ user, channel: DESK, thread: card.ts, text: act.text });
      const message = fake.workspace.message(channel, ts);
      return void (message !== undefined && this.written.set(name, message));
    }
    await fake.press(user, this.asItWas(card, BUTTONS[act.kind] ?? ''), BUTTONS[act.kind] ?? '');
  }

  /** A card may still stand on somebody's screen as it was with a button that it has no more. */
  private asItWas(card: FakeMessage, label: string): FakeMessage {
    const { server } = this.desk.fake;
    const shown = [...server.callsOf('chat.postMessage'), ...server.callsOf('chat.update')]
      .filter(({ args }) => args['channel'] === DESK)
      .map(({ args }) => JSON.parse(args['blocks'] ?? '[]') as readonly unknown[]);
    const has = (blocks: readonly unknown[]) => buttonsOf(blocks).some(({ text }) => text.text === label);
    return has(card.blocks) ? card : { ...card, blocks: shown.findLast(has) ?? [] };
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

  /** Hour by hour, until the bot says something by itself, to the person or to the agents. */
  private async waitForNews(): Promise<void> {
    const said = () => this.desk.fake.server.callsOf('chat.postMessage').length;
    const before = said();
    for (let hour = 0; hour < 24 * 40 && said() === before; hour += 1) {
      await this.desk.fake.clock.advance(3_600_000);
      await this.desk.bot.idle();
    }
  }

  /** The blocks of each message, in order, as they were when it was new. */
  private posted(): readonly (readonly unknown[])[] {
    const calls = this.desk.fake.server.callsOf('chat.postMessage');
    const toPerson = calls.filter(({ args }) => args['channel'] !== DESK);
    return toPerson.map(({ args }) => JSON.parse(args['blocks'] ?? '[]') as readonly unknown[]);
  }
}

test.each(SCENES)('$name', async ({ text, transcript }) => {
  const desk = await openDesk(termsOf(transcript));
  try {
    const play = new Play(desk);
    for (const cue of transcript.cues) await play.follow(cue);
    expect(play.read()).toEqual(goldenAnswers(text));
    expect(desk.fake.server.refusals).toEqual([]);
  } finally {
    await desk.close();
  }
});
