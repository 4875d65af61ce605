import type { BotPort } from '../../src/channel';
import { userKey, type SlackAddress } from './address';
import type { Heard } from './inbound/hear-message';
import { MAX_PROMPTS, MAX_THREAD_TITLE } from './limits';
import type { TokenSource } from './outbound/tokens';
import type { SlackWebApi } from './outbound/web-api';
import { shorten } from './render/rich';

const PROMPTS = [
  { title: 'A mail came back', message: 'I sent a mail and it came back with an error.' },
  { title: 'What is a 550 error?', message: 'What does a 550 error mean?' },
  { title: 'Someone cannot mail me', message: 'Someone tells me that their mail to me comes back.' },
  { title: 'How do I get the full error?', message: 'How do I copy the whole error message?' },
].slice(0, MAX_PROMPTS);

/** Cleared by Slack with the next message, or after two minutes. */
const STATUS = 'is reading it…';

/** What only the assistant pane shows. All of it is decoration: a failure is nobody's business. */
export interface Pane {
  suggest(workspace: string, channel: string): Promise<void>;
  working(heard: Heard): Promise<void>;
}

export function createPane(tools: {
  readonly api: SlackWebApi;
  readonly tokens: TokenSource;
  readonly bot: BotPort;
}): Pane {
  const { api, tokens, bot } = tools;
  return {
    async suggest(workspace, channel) {
      const token = await tokens.tokenFor(workspace);
      if (token === null) return;
      await api.call('assistant.threads.setSuggestedPrompts', token, {
        channel_id: channel,
        title: 'What happened?',
        prompts: PROMPTS,
      });
    },
    async working(heard) {
      const token = await tokens.tokenFor(heard.address.workspace);
      if (token === null || !inPaneThread(heard.address) || (await withHuman(bot, heard))) return;
      const thread = { channel_id: heard.address.channel, thread_ts: heard.address.thread };
      await api.call('assistant.threads.setStatus', token, { ...thread, status: STATUS });
      if (heard.begun)
        await api.call('assistant.threads.setTitle', token, { ...thread, title: titleOf(heard.text) });
    },
  };
}

function inPaneThread(address: SlackAddress): boolean {
  return address.thread !== null && (address.channel ?? '').startsWith('D');
}

/** The bot will be silent, so it does not pretend to be at work. */
async function withHuman(bot: BotPort, heard: Heard): Promise<boolean> {
  const cases = await bot.casesOf('slack', userKey(heard.address.workspace, heard.address.user));
  return cases.some(
    (summary) => summary.conversation === heard.conversation && summary.state === 'with-human',
  );
}

function titleOf(text: string): string {
  const line = text.split('\n').find((candidate) => candidate.trim() !== '') ?? '';
  return shorten(line.trim() || 'A returned mail', MAX_THREAD_TITLE);
}
