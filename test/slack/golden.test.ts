import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { maskSecrets } from '../../src/bounce/mask-secrets';
import { loadExpert, type Expert } from '../../src/cli/expert';
import { createDialogue } from '../../src/dialogue/dialogue';
import { Desk, type Mode } from './desk';
import { BOT_USER } from './fake-slack/fake-slack';
import { buttonsOf, shownText } from './fake-slack/screen';
import type { FakeMessage } from './fake-slack/workspace';

/**
 * A whole conversation for each way into Slack, with the real content, as people see it: the files in golden/.
 * HTTP and Socket Mode must give the same one. `UPDATE_GOLDEN=1 npx jest test/slack/golden` writes them anew.
 */
const GENERAL = 'C0GENERAL';
const PASTE = '552 5.2.2 <bob@shop.example>: user is over quota';
const MAIL = [
  'From: Mail Delivery System <mailer-daemon@mx.example.net>',
  'To: kim@example.net',
  'Subject: Undelivered Mail Returned to Sender',
  'Date: Tue, 24 Nov 2026 08:00:00 +0000',
  '',
  '<bob@shop.example>: host mx.shop.example[192.0.2.7] said:',
  '    552 5.2.2 <bob@shop.example>: user is over quota (in reply to RCPT TO command)',
  '',
].join('\r\n');

let expert: Expert;
beforeAll(async () => {
  expert = await loadExpert(join(__dirname, '..', '..', 'intents'));
}, 120_000);

/** A conversation at one place, written down as it goes on. */
class Play {
  readonly lines: string[] = [];
  #seen = 0;

  constructor(
    readonly desk: Desk,
    private readonly channel: string,
    private readonly thread: string | null = null,
  ) {}

  async person(line: string, act: () => Promise<unknown>): Promise<void> {
    this.lines.push(`person: ${line}`);
    await act();
    await this.desk.settle();
    this.noteBot();
  }

  press(label: string): Promise<void> {
    return this.person(`[${label}]`, async () => {
      const asked = this.messages().findLast((message) =>
        buttonsOf(message.blocks).some((button) => button.text.text === label),
      );
      if (asked === undefined) throw new Error(`nowhere a button ${label}`);
      await this.desk.fake.press('U1', asked, label);
    });
  }

  pressFirst(): Promise<void> {
    const last = this.messages().findLast((message) => buttonsOf(message.blocks).length > 0);
    return this.press(buttonsOf(last?.blocks ?? [])[0]?.text.text ?? 'none');
  }

  noteBot(): void {
    const messages = this.messages();
    for (const message of messages.slice(this.#seen)) this.lines.push(`bot: ${written(message)}`);
    this.#seen = messages.length;
  }

  text(): string {
    const end = this.messages().map((message) => `  ${shownText(message.blocks).split('\n').at(-1) ?? ''}`);
    return `${[...this.lines, '', 'how each message ends on the screen:', ...end].join('\n')}\n`;
  }

  private messages(): readonly FakeMessage[] {
    return this.desk.fake.botSaid(this.channel, this.thread);
  }
}

function written(message: FakeMessage): string {
  const labels = buttonsOf(message.blocks).map((button) => `[${button.text.text}]`);
  return [...shownText(message.blocks).split('\n'), ...(labels.length > 0 ? [labels.join(' ')] : [])].join(
    '\n     ',
  );
}

const WAYS: Readonly<Record<string, (desk: Desk) => Promise<Play>>> = {
  'direct-message': async (desk) => {
    const play = new Play(desk, directOf(desk));
    await play.person(PASTE, () => desk.fake.say({ user: 'U1', text: PASTE }));
    return play;
  },
  mention: async (desk) => {
    const root = desk.fake.workspace.addMessage({
      channel: GENERAL,
      user: 'U1',
      bot: false,
      text: 'my mail came back',
      blocks: [],
      thread: null,
      metadata: null,
      files: [],
    });
    const play = new Play(desk, GENERAL, root.ts);
    const text = `@${BOT_USER} ${PASTE}`;
    await play.person(text, () => desk.fake.say({ user: 'U1', channel: GENERAL, thread: root.ts, text }));
    await play.person('what does that mean?', () =>
      desk.fake.say({ user: 'U1', channel: GENERAL, thread: root.ts, text: 'what does that mean?' }),
    );
    return play;
  },
  'assistant-pane': async (desk) => {
    const channel = directOf(desk);
    await desk.fake.openHome('U1', 'messages');
    await desk.settle();
    const root = desk.fake.workspace.addMessage({
      channel,
      user: 'U1',
      bot: false,
      text: 'New chat',
      blocks: [],
      thread: null,
      metadata: null,
      files: [],
    });
    const play = new Play(desk, channel, root.ts);
    await play.person(PASTE, () => desk.fake.say({ user: 'U1', thread: root.ts, text: PASTE }));
    return play;
  },
  shortcut: async (desk) => {
    const play = new Play(desk, directOf(desk));
    const theirs = await desk.fake.say({ user: 'U9', channel: GENERAL, text: `what is this? ${PASTE}` });
    const message = desk.fake.workspace.message(GENERAL, theirs.ts);
    if (message === undefined) throw new Error('no message');
    await play.person('(Explain this bounce, on a message of U9)', () =>
      desk.fake.useShortcut('U1', message, 'explain_bounce'),
    );
    return play;
  },
  'slash-command': async (desk) => {
    const play = new Play(desk, directOf(desk));
    await desk.fake.command('U1', '/bounce', '');
    await desk.fake.server.called('views.open');
    const [form = ''] = [...desk.fake.workspace.modals.keys()];
    await play.person(`(the form) ${PASTE}`, () => desk.fake.submit('U1', form, { text: { value: PASTE } }));
    return play;
  },
  'app-home': async (desk) => {
    const play = new Play(desk, directOf(desk));
    await desk.fake.openHome('U1', 'home');
    await desk.fake.server.called('views.publish');
    await desk.fake.pressHome('U1', 'home.start');
    await desk.fake.server.called('views.open');
    const [form = ''] = [...desk.fake.workspace.modals.keys()];
    await play.person(`(the form from Home) ${PASTE}`, () =>
      desk.fake.submit('U1', form, { text: { value: PASTE } }),
    );
    return play;
  },
  file: async (desk) => {
    const play = new Play(desk, directOf(desk));
    const file = desk.fake.upload('returned.eml', MAIL, { mimetype: 'message/rfc822' });
    await play.person('(returned.eml)', () => desk.fake.say({ user: 'U1', text: '', files: [file] }));
    return play;
  },
};

function directOf(desk: Desk): string {
  return desk.fake.workspace.directChannel('U1').id;
}

describe.each(Object.keys(WAYS))('%s', (way) => {
  test.each<Mode>(['http', 'socket'])('over %s', async (mode) => {
    const desk = await Desk.open({
      mode,
      dialogue: createDialogue(expert.knowledge),
      reader: {
        analyse: (paste) => expert.classifier.analyse(paste),
        understand: (text) => expert.classifier.understand(text),
        maskSecrets,
      },
    });
    try {
      desk.fake.workspace.addChannel(GENERAL, 'channel');
      const play = await WAYS[way]?.(desk);
      if (play === undefined) throw new Error(way);
      await play.pressFirst();
      await play.press('Talk to a human');
      expect(desk.fake.server.refusals).toEqual([]);
      expectGolden(way, play.text());
    } finally {
      await desk.close();
    }
  });
});

function expectGolden(way: string, text: string): void {
  const file = join(__dirname, 'golden', `${way}.txt`);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text);
  expect(text).toBe(existsSync(file) ? readFileSync(file, 'utf8') : 'no golden conversation yet');
}
