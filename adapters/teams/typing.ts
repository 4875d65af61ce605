/** Calls `run` once after `ms`; the returned function takes it back. */
export type Schedule = (ms: number, run: () => void) => () => void;

/** A quick answer is its own sign of life; the indicator is for one that takes longer. */
const SHOW_AFTER_MS = 700;
/** Teams takes the indicator away after a few seconds. */
const REPEAT_MS = 4_000;
const MOST_REPEATS = 5;

/** The "is typing" sign of conversations that wait for an answer. Lost at a restart, and nobody minds. */
export interface Typing {
  begin(conversation: string, show: () => void): void;
  end(conversation: string): void;
  stop(): void;
}

export function createTyping(schedule: Schedule): Typing {
  const waiting = new Map<string, () => void>();

  const end = (conversation: string): void => {
    waiting.get(conversation)?.();
    waiting.delete(conversation);
  };

  const showAfter = (conversation: string, ms: number, left: number, show: () => void): void => {
    const cancel = schedule(ms, () => {
      waiting.delete(conversation);
      show();
      if (left > 0) showAfter(conversation, REPEAT_MS, left - 1, show);
    });
    waiting.set(conversation, cancel);
  };

  return {
    begin(conversation, show) {
      end(conversation);
      showAfter(conversation, SHOW_AFTER_MS, MOST_REPEATS, show);
    },
    end,
    stop() {
      for (const conversation of [...waiting.keys()]) end(conversation);
    },
  };
}

/** The clock's own timers; they keep no process alive. */
export const realSchedule: Schedule = (ms, run) => {
  const timer = setTimeout(run, ms);
  timer.unref();
  return () => clearTimeout(timer);
};
