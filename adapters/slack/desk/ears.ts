import type { Agent, DeskAct, DeskPort } from '../../../src/desk';
import { readMessageRef, userKey } from '../address';
import type { Source } from '../inbound/source';
import type { Names } from '../names';
import type { Whereabouts } from './whereabouts';

/** What is needed to hear what agents do. */
export interface DeskEars {
  readonly port: DeskPort;
  /** The desk channel. */
  readonly channel: string;
  readonly names: Names;
  readonly whereabouts: Whereabouts;
}

/** For the moment in which Slack does not tell a name. */
const UNNAMED = 'Help desk';

export async function agentOf(
  { names }: DeskEars,
  { workspace }: Source,
  user: { readonly id: string; readonly name?: string | undefined },
): Promise<Agent> {
  const name = (await names.nameOf(workspace, user.id)) ?? user.name ?? UNNAMED;
  return { id: userKey(workspace, user.id), name };
}

/** Hands on what an agent did. Resolves once it is durable. */
export async function tell(
  { port }: DeskEars,
  what: {
    readonly eventIds: readonly [string, ...string[]];
    readonly thread: string;
    readonly reference: string | null;
    readonly agent: Agent;
    readonly act: DeskAct;
  },
): Promise<void> {
  await port.receiveFromDesk({ desk: 'slack', ...what });
}

/** Whether a thread is one of this desk's: cards of an earlier desk channel are for looking at only. */
export function isOurs({ channel }: DeskEars, thread: string): boolean {
  return readMessageRef(thread)?.channel === channel;
}
