import type { DeskIncoming } from '../desk';
import type { AgentNotice, DeskNotice } from '../dialogue/effect';
import type { DialogueEvent } from '../dialogue/event';
import type { Reply } from '../dialogue/reply';
import type { Standing } from '../dialogue/standing';
import type { Agent } from '../dialogue/state';
import type { TranscriptEntry } from './records';

type Said = Extract<DialogueEvent, { readonly kind: 'said' }>;

/** What came in: masked, read and understood before a turn begins, so that no lock is held meanwhile. JSON. */
export type Heard =
  | { readonly kind: 'opened' }
  | { readonly kind: 'said'; readonly event: Said; readonly entry: TranscriptEntry }
  | { readonly kind: 'chose'; readonly question: number; readonly choice: string }
  | { readonly kind: 'edited'; readonly text: string }
  | { readonly kind: 'attached'; readonly name: string; readonly ref: string; readonly caption: string };

/** An effect on its way, or something to be heard when its turn comes. */
export type Task =
  | DeskTask
  | TicketTask
  /** The case of `ticket` was added to the one of `leader`: its agents are told, and so is the person. */
  | { readonly kind: 'tellJoined'; readonly ticket: number; readonly leader: number }
  /** An agent has solved the trouble of `leader`: so it is for everybody who was added to it. */
  | { readonly kind: 'solveJoined'; readonly leader: number; readonly agent: Agent; readonly from: string }
  /** The ticket of `leader` is closed: those who were added to it and were not asked go on by themselves. */
  | { readonly kind: 'releaseJoined'; readonly leader: number }
  /** Hand the person a file that an agent sent in a desk channel. */
  | {
      readonly kind: 'passFile';
      readonly desk: string;
      readonly agent: string;
      readonly name: string;
      readonly ref: string;
    }
  /** What an agent did in a desk channel, until it is known which case it is about. */
  | { readonly kind: 'hearDesk'; readonly incoming: DeskIncoming }
  /** `message` is the reply's number in the transcript. The worker is given the `reply`, unless it was erased. */
  | { readonly kind: 'post'; readonly message: number; readonly reply?: Reply }
  | { readonly kind: 'settle'; readonly question: number; readonly chosen: string | null }
  | { readonly kind: 'fireTimer'; readonly timer: string }
  | { readonly kind: 'fetchFile'; readonly name: string; readonly ref: string; readonly caption: string }
  | {
      readonly kind: 'hear';
      readonly heard: Exclude<Heard, { readonly kind: 'attached' }>;
      readonly at: string;
    };

/**
 * On its way to the agents, or from them. `desk` is a desk channel by its name, and `to` the agent who works there
 * and should notice it.
 */
export type DeskTask =
  | { readonly kind: 'showCard'; readonly desk: string; readonly ticket: number; readonly standing: Standing }
  | { readonly kind: 'postCaseFile'; readonly desk: string; readonly ticket: number; readonly file: CaseFile }
  | ({
      readonly kind: 'relay';
      readonly desk: string;
      readonly ticket: number;
      readonly to?: Agent;
    } & SaidMessage)
  | {
      readonly kind: 'relayEdit';
      readonly desk: string;
      readonly ticket: number;
      readonly name: string;
      readonly text: string;
      readonly to?: Agent;
    }
  | {
      readonly kind: 'notify';
      readonly desk: string;
      readonly ticket: number;
      readonly name: string;
      readonly notice: DeskNotice;
      readonly to?: Agent;
    }
  /** What an agent wrote elsewhere. */
  | {
      readonly kind: 'mirror';
      readonly desk: string;
      readonly ticket: number;
      readonly name: string;
      readonly text: string;
    }
  | {
      readonly kind: 'tellAgent';
      readonly desk: string;
      readonly ticket: number;
      readonly agent: string;
      readonly notice: AgentNotice;
    };

/** Between cases and with the ticket system. */
export type TicketTask =
  | { readonly kind: 'openTicket'; readonly ticket: number }
  | {
      readonly kind: 'commentTicket';
      readonly ticket: number;
      readonly author: string;
      readonly text: string;
    }
  | ({ readonly kind: 'commentSaid'; readonly ticket: number } & SaidMessage)
  | { readonly kind: 'setTicketState'; readonly ticket: number; readonly state: 'open' | 'solved' };

/** What the person `name` said on their channel, by its number in the transcript. */
export interface SaidMessage {
  readonly channel: string;
  readonly name: string;
  readonly message: number;
}

/** The pasted errors, and the conversation. */
export type CaseFile = 'errors' | 'conversation';
