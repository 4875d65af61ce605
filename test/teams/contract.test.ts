import { describeChannel, type ChannelHarness, type Place } from '../contract/channel-contract';
import { CHANNEL_ID, html, inChannel, inPersonalChat, pressed, toBot, type Sent } from './activities';
import { dataOfButton, field, runsOf, titlesOf } from './card-faults';
import { openDesk, type Desk } from './desk';
import type { Refusal } from './fake-teams';

const CONVERSATION: Readonly<Record<Place, string>> = {
  direct: 'a:1kim',
  'thread-a': `${CHANNEL_ID};messageid=100`,
  'thread-b': `${CHANNEL_ID};messageid=200`,
};

const REFUSAL: Readonly<Record<'busy' | 'gone', Refusal>> = {
  busy: { status: 429, retryAfter: 1 },
  gone: { status: 403, code: 'BotNotInConversationRoster' },
};

/** As the client sends what a person typed: escaped, once as text and once as HTML. */
function typed(place: Place, id: string, text: string): Sent {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  if (place === 'direct') return inPersonalChat(id, { text: escaped });
  const mention = '<span itemscope itemtype="http://schema.skype.com/Mention" itemid="0">Bouncedesk</span>';
  const attachments = [html(`<p>${mention}&nbsp;${escaped}</p>`)];
  return inChannel(id, place === 'thread-a' ? '100' : '200', { ...toBot(escaped), attachments });
}

function press(place: Place, data: unknown): Sent {
  const invoke = pressed(Number(field(data, 'question')), String(field(data, 'choice')));
  const id = `f:${place}`;
  return place === 'direct'
    ? inPersonalChat(id, invoke)
    : inChannel(id, place === 'thread-a' ? '100' : '200', invoke);
}

function harnessOver(desk: Desk): ChannelHarness {
  const seenButtons = new Map<string, unknown>();
  return {
    say: ({ place, id, text }) => desk.say(typed(place, id, text)),
    async press(place, label) {
      rememberButtons(desk, place, seenButtons);
      await desk.send(press(place, seenButtons.get(`${place} ${label}`)));
      await desk.bot.idle();
    },
    shown: (place) =>
      desk.teams
        .messagesIn(CONVERSATION[place])
        .map((message) => ({ text: runsOf(message).join(' '), buttons: titlesOf(message) })),
    refuse: (place, refusals) =>
      desk.teams.refusals.set(
        CONVERSATION[place],
        refusals.map((refusal) => REFUSAL[refusal]),
      ),
    async pass(seconds) {
      // In small steps: a limit that holds a message back is only left when its time has come.
      for (let passed = 0; passed < seconds; passed += seconds > 120 ? 60 : 1) {
        desk.clock.advance(seconds > 120 ? 60_000 : 1_000);
        await desk.bot.idle();
      }
    },
    givenUp: async () => (await desk.store.buriedJobs(100)).length,
    faults: () => desk.teams.faults,
    close: () => desk.close(),
  };
}

/** What the buttons on the screen send, kept for a press after the card was changed. */
function rememberButtons(desk: Desk, place: Place, seen: Map<string, unknown>): void {
  for (const message of desk.teams.messagesIn(CONVERSATION[place])) {
    for (const title of titlesOf(message)) seen.set(`${place} ${title}`, dataOfButton(message, title));
  }
}

describeChannel('Teams', async () => harnessOver(await openDesk()));
