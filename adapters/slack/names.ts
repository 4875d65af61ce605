import { z } from 'zod';
import type { BotPort } from '../../src/channel';
import { userKey, userOf, workspaceOf } from './address';
import { NAME_LIFE_MS, NAME_WAIT_MS, NAMES_A_MINUTE } from './limits';
import type { TokenSource } from './outbound/tokens';
import type { SlackWebApi } from './outbound/web-api';

/** What people are called. A message event holds an id only. */
export interface Names {
  /** What is known at once; null when nothing is, and then it is asked for and known the next time. */
  known(workspace: string, user: string): string | null;
  /** Waits for it, but never so long that the event would not be acknowledged in time. */
  nameOf(workspace: string, user: string): Promise<string | null>;
}

export interface NameTools {
  readonly api: SlackWebApi;
  readonly tokens: TokenSource;
  readonly now: () => number;
  background(work: Promise<unknown>): void;
}

interface Entry {
  readonly name: string | null;
  readonly asked: Promise<string | null>;
  readonly until: number;
}

const MANY = 10_000;

const userSchema = z.looseObject({
  name: z.string().optional(),
  real_name: z.string().optional(),
  profile: z
    .looseObject({ display_name: z.string().optional(), real_name: z.string().optional() })
    .optional(),
});

export function createNames(tools: NameTools): Names {
  const entries = new Map<string, Entry>();
  const mayAsk = askingLimit(tools.now);
  const entryOf = (workspace: string, user: string): Entry => {
    const key = userKey(workspace, user);
    const entry = entries.get(key);
    if (entry !== undefined && entry.until > tools.now()) return entry;
    const last = entry?.name ?? null;
    if (!mayAsk(workspace)) return { name: last, asked: Promise.resolve(last), until: 0 };
    if (entries.size >= MANY) entries.clear();
    const until = tools.now() + NAME_LIFE_MS;
    const asked = askFor(tools, workspace, user).then((answer) => {
      // What Slack did not answer is asked again with the next event.
      if (answer === undefined) entries.delete(key);
      else entries.set(key, { name: answer, asked: Promise.resolve(answer), until });
      return answer ?? null;
    });
    tools.background(asked);
    const asking = { name: last, asked, until };
    entries.set(key, asking);
    return asking;
  };
  return {
    known: (workspace, user) => entryOf(workspace, user).name,
    nameOf: (workspace, user) => {
      const { name, asked } = entryOf(workspace, user);
      return name === null ? withinTime(asked) : Promise.resolve(name);
    },
  };
}

/** Whether another name may be asked for now: a crowd must not use up what Slack allows. */
function askingLimit(now: () => number): (workspace: string) => boolean {
  const minutes = new Map<string, { readonly minute: number; asked: number }>();
  return (workspace) => {
    const minute = Math.floor(now() / 60_000);
    const known = minutes.get(workspace);
    const current = known?.minute === minute ? known : { minute, asked: 0 };
    minutes.set(workspace, current);
    current.asked += 1;
    return current.asked <= NAMES_A_MINUTE;
  };
}

/** The bot, told of people by what they are called where that is known, and else by what the event calls them. */
export function withNames(bot: BotPort, names: Names): BotPort {
  return {
    receive: (incoming) => {
      const { id, name } = incoming.user;
      const known = names.known(workspaceOf(id), userOf(id));
      return bot.receive({ ...incoming, user: { id, name: known ?? name } });
    },
    casesOf: (channel, user) => bot.casesOf(channel, user),
    knows: (conversation) => bot.knows(conversation),
  };
}

/** Null: Slack will not tell. Undefined: it did not answer. */
async function askFor(
  { api, tokens }: NameTools,
  workspace: string,
  user: string,
): Promise<string | null | undefined> {
  const token = await tokens.tokenFor(workspace);
  if (token === null) return null;
  const answer = await api.call('users.info', token, { user });
  if (answer.kind === 'later') return undefined;
  const parsed = answer.kind === 'ok' ? userSchema.safeParse(answer.body['user']) : null;
  if (parsed === null || !parsed.success) return null;
  const { name, real_name: realName, profile } = parsed.data;
  const said = [profile?.display_name, profile?.real_name, realName, name].map((text) => text?.trim());
  return said.find((text) => text !== undefined && text !== '') ?? null;
}

function withinTime(asked: Promise<string | null>): Promise<string | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), NAME_WAIT_MS);
    asked.then(resolve, () => resolve(null)).finally(() => clearTimeout(timer));
  });
}
