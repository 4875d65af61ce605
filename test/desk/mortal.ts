import type { Store } from '../../src/store/store';
import { StoreError } from '../../src/store/store-error';

/** One life of the bot's process: it ends at a moment, and from then on nothing it does reaches the world. */
export class Life {
  private left = Infinity;
  private over = false;

  get isOver(): boolean {
    return this.over;
  }

  /** It will die after so many more moments. */
  dieIn(moments: number): void {
    this.left = Math.min(this.left, moments);
  }

  /** It lives on, unless it is dead already. */
  spare(): void {
    this.left = Infinity;
  }

  /** A moment at which the process may die. Throws when it is dead: to the bot, the store is gone. */
  moment(): void {
    this.left -= 1;
    if (this.left <= 0) this.over = true;
    if (this.over) throw new StoreError('store-unreachable', 'this process is dead');
  }
}

/** Is told which turns were begun and which of them were committed; turns run one by one. */
export interface Recorder {
  turnBegins(conversation: string): { committed(): void };
}

/** The store as one process sees it: the process can die before and after every commit, and within a turn. */
export function mortalStore(store: Store, life: Life, recorder: Recorder): Store {
  const mortal = Object.create(store) as Store;
  mortal.turn = async (conversation, work) => {
    life.moment();
    const { recorded, result } = await store.turn(conversation, async (turn) => {
      const recording = recorder.turnBegins(conversation);
      return { recorded: recording, result: await work(turn) };
    });
    recorded.committed();
    life.moment();
    return result;
  };
  mortal.startWorker = (options) => store.startWorker(options);
  return mortal;
}
