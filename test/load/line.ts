import type { Reply } from '../../src/dialogue/reply';
import type { Durations } from './measures';

/** What a person does. */
export type Action =
  | { readonly kind: 'say'; readonly text: string }
  /** A button of what was shown as `answer`, counted from 0. */
  | { readonly kind: 'press'; readonly answer: number; readonly label: string };

/** One message of the bot, as it was first shown. */
export interface Shown {
  readonly text: string;
  readonly labels: readonly string[];
  /** By performance.now. */
  readonly at: number;
}

/**
 * `certain`: acknowledged. `late`: sent until it is, maybe after what is done next. `unsure`: nobody can know whether it was heard, and the person has to
 * try again. `gone`: there is no such button any more, since something else was answered meanwhile.
 */
export type Sent = 'certain' | 'late' | 'unsure' | 'gone';

/** A person's end of a conversation, on whatever platform. */
export interface Line {
  /** In the order of the platform. */
  readonly shown: readonly Shown[];
  send(action: Action): Promise<Sent>;
  /** Resolves when something more may have been shown, or after a while. */
  changed(): Promise<void>;
  /** The messages by which the platform shows a reply, as `text` of Shown. */
  render(reply: Reply): readonly string[];
}

/** A platform with all its people. */
export interface Platform {
  readonly name: string;
  /** From an event to the answer that it was taken, of each that was. */
  readonly acknowledged: Durations;
  /** Requests to a replica. */
  readonly requests: number;
  /** Of the requests, those that none asked for: the same event once more, elsewhere. */
  readonly duplicates: number;
  /** Settings of a replica that serves this platform. */
  readonly environment: Readonly<Record<string, string>>;
  /** From now on events go to these addresses. */
  connect(urls: readonly string[]): void;
  openLine(person: number): Line;
  /** What the platform itself found wrong with the bot. */
  faults(): readonly string[];
  close(): Promise<void>;
}

/** What befalls events on their way; everything random comes from one seed. */
export interface Trouble {
  readonly random: (below: number) => number;
  /** One event in so many comes twice, to two replicas; 0: none does. */
  readonly duplicateOneIn: number;
  /** Events are held up, so that later ones overtake them. */
  readonly reorders: boolean;
}

export function happens({ random }: Trouble, oneIn: number): boolean {
  return oneIn > 0 && random(oneIn) === 0;
}

export function oneOf<Item>(random: (below: number) => number, items: readonly Item[]): Item {
  const item = items[random(items.length)];
  if (item === undefined) throw new Error('nothing to choose from');
  return item;
}
