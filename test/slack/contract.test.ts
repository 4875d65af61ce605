import { describeChannel, type ChannelHarness, type Place, type Said } from '../contract/channel-contract';
import { Desk } from './desk';
import { BOT_USER, type Said as Sent } from './fake-slack/fake-slack';
import { buttonsOf, shownText } from './fake-slack/screen';
import type { FakeMessage } from './fake-slack/workspace';

const GENERAL = 'C0GENERAL';
const REFUSAL = {
  busy: { kind: 'status', status: 429, retryAfter: 1 },
  gone: { kind: 'error', error: 'not_in_channel' },
} as const;

/** Rounds of waiting are short, because a message that waits for its second must not wait for the next minute. */
const STEP_MS = 1_000;

async function openHarness(): Promise<ChannelHarness> {
  const desk = await Desk.open();
  const { fake } = desk;
  fake.workspace.addChannel(GENERAL, 'channel');
  const root = (text: string) =>
    fake.workspace.addMessage({
      channel: GENERAL,
      user: 'U9',
      bot: false,
      text,
      blocks: [],
      thread: null,
      metadata: null,
      files: [],
    }).ts;
  const threads: Readonly<Record<Exclude<Place, 'direct'>, string>> = {
    'thread-a': root('a'),
    'thread-b': root('b'),
  };
  const sent = new Map<string, Promise<Sent>>();
  const withButtons = new Map<string, FakeMessage>();

  const messagesIn = (place: Place): readonly FakeMessage[] =>
    place === 'direct'
      ? fake.botSaid(fake.workspace.directChannel('U1').id)
      : fake.botSaid(GENERAL, threads[place]);
  const send = ({ place, text }: Said): Promise<Sent> =>
    place === 'direct'
      ? fake.say({ user: 'U1', text })
      : fake.say({ user: 'U1', channel: GENERAL, thread: threads[place], text: `@${BOT_USER} ${text}` });

  return {
    async say(message) {
      const first = sent.get(message.id);
      if (first === undefined) {
        const sending = send(message);
        sent.set(message.id, sending);
        await sending;
      } else for (const payload of (await first).payloads) await fake.sendEvent(payload);
      await desk.settle();
    },
    async press(place, label) {
      for (const message of messagesIn(place)) {
        if (buttonsOf(message.blocks).length > 0) withButtons.set(place, { ...message });
      }
      const asked = withButtons.get(place);
      if (asked === undefined) throw new Error('nothing to press');
      await fake.press('U1', asked, label);
      await desk.settle();
    },
    shown: (place) =>
      messagesIn(place).map(({ blocks }) => ({
        text: shownText(blocks).replaceAll('\n', ' '),
        buttons: buttonsOf(blocks).map((button) => button.text.text),
      })),
    refuse: (_place, refusals) =>
      fake.server.fail('chat.postMessage', ...refusals.map((refusal) => REFUSAL[refusal])),
    async pass(seconds) {
      await fake.clock.advance(Math.max(0, seconds - 60) * 1_000);
      for (let passed = 0; passed < Math.min(seconds, 60) + 3; passed += 1) {
        await desk.bot.idle();
        await fake.clock.advance(STEP_MS);
      }
      await desk.bot.idle();
    },
    givenUp: async () => (await desk.store.buriedJobs(100)).length,
    faults: () => fake.server.refusals,
    close: () => desk.close(),
  };
}

describeChannel('Slack', openHarness);
