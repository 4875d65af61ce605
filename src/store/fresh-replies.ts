import type { Reply } from '../dialogue/reply';

/** More than are ever written before the first of them is posted, unless a platform is away. */
const KEPT = 500;

/**
 * Replies that this process has just written, by their number in the transcript, so that it need not read them back to
 * post them. Only for speed: what is not here stands in the store.
 */
export class FreshReplies {
  private readonly replies = new Map<number, Reply>();

  keep(message: number, reply: Reply): void {
    this.replies.set(message, reply);
    const [oldest] = this.replies.keys();
    if (this.replies.size > KEPT && oldest !== undefined) this.replies.delete(oldest);
  }

  /** Undefined where it is not here. */
  take(message: number): Reply | undefined {
    const reply = this.replies.get(message);
    this.replies.delete(message);
    return reply;
  }

  clear(): void {
    this.replies.clear();
  }
}
