/** Tells the open pages of a conversation that there is something new to read. It carries nothing itself. */
export interface Changes {
  announce(conversation: string): void;
  /** Returns the way to stop listening. */
  listen(conversation: string, listener: () => void): () => void;
}

export function createChanges(): Changes {
  const listeners = new Map<string, Set<() => void>>();
  return {
    announce(conversation) {
      for (const listener of listeners.get(conversation) ?? []) listener();
    },
    listen(conversation, listener) {
      const here = listeners.get(conversation) ?? new Set();
      listeners.set(conversation, here.add(listener));
      return () => {
        here.delete(listener);
        if (here.size === 0) listeners.delete(conversation);
      };
    },
  };
}
