import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { maskSecrets } from '../../src/bounce/mask-secrets';
import { loadExpert, type Expert } from '../../src/cli/expert';
import { createDialogue } from '../../src/dialogue/dialogue';
import { Desk, type Mode } from './desk';
import { DESK } from './desk-port';
import { buttonsOf, shownText } from './fake-slack/screen';
import type { FakeMessage } from './fake-slack/workspace';

/**
 * The whole way of a case through both ends of Slack, with the real content, as the employee (U1) and two agents
 * see it: golden/desk.txt. `UPDATE_GOLDEN=1 npx jest test/slack/desk-whole` writes it anew.
 */
const PASTE = '550 5.7.1 Message rejected: your IP 192.0.2.7 is on the blocklist zen.spamhaus.org';

let expert: Expert;
beforeAll(async () => {
  expert = await loadExpert(join(__dirname, '..', '..', 'intents'));
}, 120_000);

/** What is done, and after it whatever is new on either side. */
class Play {
  readonly lines: string[] = [];
  readonly #seen = new Map<string, readonly string[]>();

  constructor(readonly desk: Desk) {}

  async act(what: string, act: () => Promise<unknown>): Promise<void> {
    this.lines.push('', `> ${what}`);
    await act();
    await this.desk.settle();
    const { messages, ephemerals } = this.desk.fake.workspace;
    for (const message of messages) if (message.bot) this.note(message);
    for (const { user, text } of ephemerals.splice(0)) this.lines.push(`(only ${user} sees: ${text})`);
  }

  card(): FakeMessage {
    const [card] = this.desk.fake.botSaid(DESK);
    if (card === undefined) throw new Error('no card');
    return card;
  }

  private note(message: FakeMessage): void {
    const isCard = message.channel === DESK && message.thread === null;
    const now = isCard ? glance(message) : written(message);
    const before = this.#seen.get(message.ts);
    const news = before === undefined ? now : now.filter((line) => !before.includes(line));
    if (news.length === 0) return;
    const where = isCard ? 'card' : message.channel === DESK ? 'thread' : 'employee';
    this.lines.push(`${where}${before === undefined ? '' : ' (changed)'}: ${news.join('\n     ')}`);
    this.#seen.set(message.ts, now);
  }
}

/** Title, state, rows and buttons; what else stands on a card is the content's. */
function glance(card: FakeMessage): readonly string[] {
  const lines = written(card);
  return [...lines.slice(0, 2), ...lines.filter((line) => /^[|[]/.test(line))];
}

function written({ blocks, files, broadcast }: FakeMessage): readonly string[] {
  const fields = (blocks as { fields?: { text: string }[] }[]).flatMap((block) => block.fields ?? []);
  const labels = buttonsOf(blocks).map((button) => `[${button.text.text}]`);
  return [
    ...shownText(blocks).split('\n'),
    ...fields.map((field) => `| ${field.text}`),
    ...files.map((file) => `{${file.name}, ${file.size} bytes}`),
    ...(broadcast === true ? ['(shown in the channel too)'] : []),
    ...(labels.length > 0 ? [labels.join(' ')] : []),
  ].filter((line) => line.trim() !== '');
}

test.each<Mode>(['http', 'socket'])(
  'a case from paste to solved, over %s',
  async (mode) => {
    const desk = await Desk.open({
      mode,
      settings: { deskChannel: { workspace: null, channel: DESK } },
      dialogue: createDialogue(expert.knowledge, { hours: null, takeWithinMinutes: 15 }),
      reader: {
        analyse: (paste) => expert.classifier.analyse(paste),
        understand: (text) => expert.classifier.understand(text),
        maskSecrets,
      },
    });
    try {
      expectGolden(await playCase(desk));
      expect(desk.fake.server.refusals).toEqual([]);
      expect(await desk.store.buriedJobs(10)).toEqual([]);
    } finally {
      await desk.close();
    }
  },
  60_000,
);

async function playCase(desk: Desk): Promise<string> {
  const { fake } = desk;
  fake.workspace.addChannel(DESK, 'group');
  fake.workspace.people.set('U1', 'Kim Lee').set('U8', 'Bo').set('U9', 'Alex');
  const play = new Play(desk);
  const says = (text: string, more: object = {}) => fake.say({ user: 'U1', text, ...more });
  const writes = (user: string, text: string, more: object = {}) =>
    fake.say({ user, channel: DESK, thread: play.card().ts, text, ...more });
  const message = ({ channel, ts }: { readonly channel: string; readonly ts: string }) => {
    const found = fake.workspace.message(channel, ts);
    if (found === undefined) throw new Error('no message');
    return found;
  };

  await play.act('Kim says hello', () => says('hello'));
  await play.act('Kim pastes the error', () => says(PASTE));
  const last = () => fake.botSaid(fake.workspace.directChannel('U1').id).at(-1);
  await play.act('Kim presses Hand over now', async () => {
    const asked = last();
    if (asked !== undefined) await fake.press('U1', asked, 'Hand over now');
  });
  await play.act('20 minutes pass', () => fake.clock.advance(20 * 60_000));
  await play.act('Alex presses Take it, and Bo before the card shows that', async () => {
    const untaken = { ...play.card() };
    await fake.press('U9', untaken, 'Take it');
    await fake.press('U8', untaken, 'Take it');
  });
  await play.act('Alex writes in the thread', () => writes('U9', 'I <ask> for the removal & tell you.'));
  await play.act('Bo writes a note', () => writes('U8', '// is that our new relay?'));
  const question = await says('How long does taht take?');
  await play.act('Kim asks', () => Promise.resolve());
  await play.act('Kim corrects it', () => fake.edit(message(question), 'How long does that take?'));
  const log = fake.upload('log.txt', 'relay=192.0.2.7, status=bounced');
  await play.act('Kim sends a file', () => says('from our server', { files: [log] }));
  await play.act('Alex answers in the form', async () => {
    await fake.press('U9', play.card(), 'Reply');
    await fake.server.called('views.open');
    const [form = ''] = [...fake.workspace.modals.keys()];
    await fake.submit('U9', form, { text: { value: 'About an hour.' } });
  });
  const form = fake.upload('removal.txt', 'Removed.');
  await play.act('Alex sends a file', () => writes('U9', 'See what they say:', { files: [form] }));
  await play.act('Alex presses Solved', () => fake.press('U9', play.card(), 'Solved'));
  await play.act('Kim says that it works', () => says('yes, it works'));
  return `${play.lines.join('\n').trim()}\n`;
}

function expectGolden(text: string): void {
  const file = join(__dirname, 'golden', 'desk.txt');
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text);
  expect(text).toBe(existsSync(file) ? readFileSync(file, 'utf8') : 'no golden conversation yet');
}
