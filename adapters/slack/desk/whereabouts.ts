/**
 * Where an agent looks at a card: an answer to a press on it belongs in the channel, below the card, and an
 * answer to a message in its thread. Slack shows what is for one person's eyes only where they are at the
 * moment, so nothing is lost when a restart forgets this.
 */
export interface Whereabouts {
  pressed(thread: string, agent: string): void;
  wrote(thread: string, agent: string): void;
  isInChannel(thread: string, agent: string): boolean;
}

const MANY = 1_000;

export function createWhereabouts(): Whereabouts {
  const inChannel = new Set<string>();
  const placeOf = (thread: string, agent: string) => `${thread} ${agent}`;
  return {
    pressed(thread, agent) {
      if (inChannel.size >= MANY) inChannel.clear();
      inChannel.add(placeOf(thread, agent));
    },
    wrote(thread, agent) {
      inChannel.delete(placeOf(thread, agent));
    },
    isInChannel: (thread, agent) => inChannel.has(placeOf(thread, agent)),
  };
}
