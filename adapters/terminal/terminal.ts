import { randomUUID } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import type { BotPort, Channel, Content, DeliveryOutcome, DeliveryRequest } from '../../src/channel';
import type { Question } from '../../src/dialogue/reply';
import { openConsole, type Console } from './console';
import { renderReply } from './render';

export interface TerminalOptions {
  readonly input: Readable;
  readonly output: Writable;
  readonly user: string;
  /** Set to go on with a conversation that was begun earlier; a new one otherwise. */
  readonly conversation?: string;
}

/** What the terminal asks of the bot: also to know when all that is to be said was said. */
interface TerminalBot extends BotPort {
  idle(): Promise<void>;
}

export interface Terminal {
  readonly channel: Channel;
  /** Holds the conversation until the input ends or `/quit` is typed, and every answer is out. */
  run(bot: TerminalBot): Promise<void>;
}

const QUIT = '/quit';
/** A conversation of somebody else in the same store waits for its own terminal. */
const NOT_HERE: DeliveryOutcome = { kind: 'retry', afterMs: 60_000, reason: 'not-at-this-terminal' };

export function createTerminal(options: TerminalOptions): Terminal {
  const conversation = `terminal:${options.conversation ?? randomUUID()}`;
  const screen = openConsole(options.input, options.output);
  let open: Question | null = null;

  const deliver = ({ delivery, ...request }: DeliveryRequest): DeliveryOutcome => {
    if (request.conversation !== conversation) return NOT_HERE;
    if (delivery.kind === 'post') {
      open = delivery.reply.question;
      screen.print(renderReply(delivery.reply, screen));
    }
    return { kind: 'delivered', messageRef: null };
  };

  const tell = async (bot: TerminalBot, content: Content): Promise<void> => {
    await bot.receive({
      channel: 'terminal',
      eventIds: [randomUUID()],
      conversation,
      address: conversation,
      user: { id: options.user, name: options.user },
      content,
    });
    await bot.idle();
  };

  return {
    channel: { name: 'terminal', deliver: (request) => Promise.resolve(deliver(request)) },
    async run(bot) {
      try {
        await tell(bot, { kind: 'opened' });
        await converse(screen, (line) => tell(bot, contentOf(line, open)));
      } finally {
        screen.close();
      }
    },
  };
}

async function converse(screen: Console, say: (line: string) => Promise<void>): Promise<void> {
  screen.prompt();
  for await (const line of screen.messages) {
    if (line.trim() === QUIT) return;
    if (line.trim() !== '') await say(line);
    screen.prompt();
  }
}

/** A number or the words of a button are that choice; everything else is for the bot to understand. */
function contentOf(line: string, open: Question | null): Content {
  const said = line.trim();
  const choices = open?.choices ?? [];
  const named = choices.find(({ label }) => label.toLowerCase() === said.toLowerCase());
  const choice = /^\d{1,2}$/.test(said) ? choices[Number(said) - 1] : named;
  return open && choice
    ? { kind: 'choice', question: open.id, choice: choice.id }
    : { kind: 'text', text: line };
}
