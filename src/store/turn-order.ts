/** Lets the turns of one conversation run one by one, in the order they were asked for; others run meanwhile. */
export class TurnOrder {
  private readonly last = new Map<string, Promise<unknown>>();

  run<Result>(conversation: string, turn: () => Promise<Result>): Promise<Result> {
    const before = this.last.get(conversation) ?? Promise.resolve();
    const result = before.then(turn);
    const settled = result.then(
      () => undefined,
      () => undefined,
    );
    this.last.set(conversation, settled);
    void settled.then(() => {
      if (this.last.get(conversation) === settled) this.last.delete(conversation);
    });
    return result;
  }

  /** Resolves when every turn asked for so far has ended. */
  async settled(): Promise<void> {
    await Promise.all(this.last.values());
  }
}
