import { join } from 'node:path';
import { maskSecrets } from '../../src/bounce/mask-secrets';
import { loadExpert, type Expert } from '../../src/cli/expert';
import { createDialogue } from '../../src/dialogue/dialogue';
import { Desk } from './desk';
import { DESK } from './desk-port';
import { BOT_USER } from './fake-slack/fake-slack';
import { shownText } from './fake-slack/screen';

/** An employee in a channel, who is used to mentioning the bot, while an agent has the case. */
const GENERAL = 'C0GENERAL';
const PASTE = '550 5.7.1 Message rejected: your IP 192.0.2.7 is on the blocklist zen.spamhaus.org';

let expert: Expert;
let desk: Desk;
beforeAll(async () => {
  expert = await loadExpert(join(__dirname, '..', '..', 'intents'));
}, 120_000);
beforeEach(async () => {
  desk = await Desk.open({
    settings: { deskChannel: { workspace: null, channel: DESK } },
    dialogue: createDialogue(expert.knowledge, { hours: null, takeWithinMinutes: 15 }),
    reader: {
      analyse: (paste) => expert.classifier.analyse(paste),
      understand: (text) => expert.classifier.understand(text),
      maskSecrets,
    },
  });
  desk.fake.workspace.addChannel(DESK, 'group');
  desk.fake.workspace.addChannel(GENERAL, 'channel');
  desk.fake.workspace.people.set('U1', 'Kim Lee').set('U9', 'Alex');
});
afterEach(async () => {
  expect(desk.fake.server.refusals).toEqual([]);
  await desk.close();
});

test('a command that mentions the bot is the bot’s, and all else the agent’s', async () => {
  const { fake } = desk;
  const root = await fake.say({ user: 'U1', channel: GENERAL, text: `<@${BOT_USER}> ${PASTE}` });
  await desk.settle();
  const asked = fake.botSaid(GENERAL, root.ts).at(-1);
  if (asked === undefined) throw new Error('no answer');
  await fake.press('U1', asked, 'Hand over now');
  await desk.settle();
  const [card] = fake.botSaid(DESK);
  if (card === undefined) throw new Error('no card');
  await fake.press('U9', card, 'Take it');
  await desk.settle();

  const said = async (text: string) => {
    const before = {
      thread: fake.botSaid(GENERAL, root.ts).length,
      desk: fake.botSaid(DESK, card.ts).length,
    };
    await fake.say({ user: 'U1', channel: GENERAL, thread: root.ts, text: `<@${BOT_USER}> ${text}` });
    await desk.settle();
    return {
      bot: fake
        .botSaid(GENERAL, root.ts)
        .slice(before.thread)
        .map(({ blocks }) => shownText(blocks)),
      agent: fake
        .botSaid(DESK, card.ts)
        .slice(before.desk)
        .map(({ blocks }) => shownText(blocks)),
    };
  };
  expect(await said('status')).toEqual({
    bot: [expect.stringContaining('With Alex from the helpdesk')],
    agent: [],
  });
  expect(await said('it bounced again this morning')).toEqual({
    bot: [],
    agent: [expect.stringContaining('it bounced again this morning')],
  });
  expect(await said('help')).toEqual({ bot: [], agent: [expect.stringContaining('help')] });
});
