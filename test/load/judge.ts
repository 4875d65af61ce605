import { maskSecrets } from '../../src/bounce/mask-secrets';
import { loadExpert } from '../../src/cli/expert';
import { createDialogue } from '../../src/dialogue/dialogue';
import type { DialogueEvent } from '../../src/dialogue/event';
import type { Reply } from '../../src/dialogue/reply';
import type { State } from '../../src/dialogue/state';
import { takeIn, type Reader } from '../../src/intake';
import type { Dialogue } from '../../src/turn-taking';
import type { Action, Line } from './line';

/** What a person did, in their order. */
export interface Deed {
  readonly action: Action;
  readonly at: string;
  /** False where it may have been lost on its way, as the platform said. */
  readonly certain: boolean;
  /** Deeds with the same number were done without waiting: any of them may have been heard first. */
  readonly burst: number;
}

export interface Verdict {
  readonly lost: number;
  readonly doubled: number;
  /** All there and none twice, but in no order in which they can have been asked for. */
  readonly outOfOrder: boolean;
  /** Something was said that nobody should have said. */
  readonly wrong: number;
}

export const FAULTLESS: Verdict = { lost: 0, doubled: 0, outOfOrder: false, wrong: 0 };

/** A way in which the conversation can have gone so far. */
interface World {
  readonly state: State;
  /** The message of the platform, and the reply that it shows. */
  readonly said: readonly { readonly text: string; readonly reply: Reply }[];
  /** Tickets that are on their way to the helpdesk. */
  readonly tickets: readonly number[];
  /** Cases that were added to somebody else's ticket, which may be closed at any time. */
  readonly joined: readonly number[];
}

const REFERENCE = /BD-\d+/g;
const HANDED_OVER = ['ticketOpened', 'ticketJoined'] as const;

/**
 * Says whether a conversation went as it should have: the same reading and the same dialogue, without a store, a
 * platform or a second replica, answer what the person did. What may be heard in more than one order, or not at
 * all, may have gone in any of these ways, and in no other.
 */
export class Judge {
  private constructor(
    private readonly reader: Reader,
    private readonly dialogue: Dialogue<State>,
  ) {}

  static async open(intents: string): Promise<Judge> {
    const { knowledge, classifier } = await loadExpert(intents);
    const reader: Reader = {
      analyse: (paste) => classifier.analyse(paste),
      understand: (text) => classifier.understand(text),
      maskSecrets,
    };
    return new Judge(reader, createDialogue(knowledge));
  }

  judge(line: Line, deeds: readonly Deed[]): Verdict {
    const shown = line.shown.map(({ text }) => masked(text));
    const begun: World = { state: this.dialogue.initial, said: [], tickets: [], joined: [] };
    if (this.leadsTo(shown, begun, deeds, line)) return FAULTLESS;
    return compare(shown, this.usual(begun, deeds, line));
  }

  private leadsTo(shown: readonly string[], world: World, left: readonly Deed[], line: Line): boolean {
    if (world.said.some(({ text }, index) => text !== shown[index])) return false;
    if (left.length === 0 && world.tickets.length === 0 && world.said.length === shown.length) return true;
    return this.next(world, left, line).some((way) => this.leadsTo(shown, way.world, way.left, line));
  }

  private next(
    world: World,
    left: readonly Deed[],
    line: Line,
  ): readonly { readonly world: World; readonly left: readonly Deed[] }[] {
    const first = left[0];
    const heard = left
      .filter(({ burst }) => burst === first?.burst)
      .flatMap((deed) => {
        const others = left.filter((other) => other !== deed);
        const after = this.hear(world, deed, line);
        return [
          ...(after === null ? [] : [{ world: after, left: others }]),
          ...(deed.certain ? [] : [{ world, left: others }]),
        ];
      });
    const opened = this.handOver(world, line).map((after) => ({ world: after, left }));
    const alone = this.leaderClosed(world, line).map((after) => ({ world: after, left }));
    return [...heard, ...opened, ...alone];
  }

  /** What is said if nothing is late: each deed heard in its order, each ticket opened at once. */
  private usual(begun: World, deeds: readonly Deed[], line: Line): readonly string[] {
    let world = begun;
    for (const deed of deeds) {
      world = this.hear(world, deed, line) ?? world;
      world = this.handOver(world, line)[0] ?? world;
    }
    return world.said.map(({ text }) => text);
  }

  private hear(world: World, { action, at }: Deed, line: Line): World | null {
    const event = this.eventOf(world, action, at);
    return event === null ? null : this.step(world, event, line);
  }

  private handOver(world: World, line: Line): readonly World[] {
    const [caseId, ...tickets] = world.tickets;
    if (caseId === undefined) return [];
    const at = new Date().toISOString();
    return HANDED_OVER.map((kind) => {
      const joined = kind === 'ticketJoined' ? [...world.joined, caseId] : world.joined;
      return this.step(
        { ...world, tickets, joined },
        { kind, at, caseId, reference: 'BD-1', url: null },
        line,
      );
    });
  }

  private leaderClosed(world: World, line: Line): readonly World[] {
    const at = new Date().toISOString();
    return world.joined.map((caseId) => {
      const joined = world.joined.filter((other) => other !== caseId);
      return this.step({ ...world, joined }, { kind: 'leaderClosed', at, caseId }, line);
    });
  }

  private eventOf(world: World, action: Action, at: string): DialogueEvent | null {
    if (action.kind === 'say') {
      const heard = takeIn(this.reader, { kind: 'text', text: action.text }, at);
      return heard.kind === 'said' ? heard.event : null;
    }
    const question = world.said[action.answer]?.reply.question;
    const choice = question?.choices.find(({ label }) => label === action.label);
    if (!question || choice === undefined) return null;
    return { kind: 'chose', at, question: question.id, choice: choice.id };
  }

  private step(world: World, event: DialogueEvent, line: Line): World {
    const { state, effects } = this.dialogue.step(world.state, event);
    const said = [...world.said];
    const tickets = [...world.tickets];
    for (const effect of effects) {
      if (effect.kind === 'openTicket' && !effect.underWay) tickets.push(effect.draft.caseId);
      if (effect.kind !== 'reply') continue;
      said.push(...line.render(effect.reply).map((text) => ({ text: masked(text), reply: effect.reply })));
    }
    return { state, said, tickets, joined: world.joined };
  }
}

/** The number of a ticket depends on everybody else's. */
function masked(text: string): string {
  return text.replace(REFERENCE, 'BD-#');
}

function compare(shown: readonly string[], expected: readonly string[]): Verdict {
  const texts = [...new Set([...shown, ...expected])];
  const counts = { lost: 0, doubled: 0, wrong: 0 };
  for (const text of texts) {
    const [is, should] = [shown, expected].map((list) => list.filter((one) => one === text).length);
    const more = (is ?? 0) - (should ?? 0);
    if (more < 0) counts.lost -= more;
    else if (should === 0) counts.wrong += more;
    else counts.doubled += more;
  }
  const { lost, doubled, wrong } = counts;
  return { ...counts, outOfOrder: lost + doubled + wrong === 0 };
}
