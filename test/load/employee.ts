import { setTimeout } from 'node:timers/promises';
import type { Deed } from './judge';
import { oneOf, type Action, type Line } from './line';
import type { Durations } from './measures';
import { PASTES, REMARKS } from './pastes';

export interface Habits {
  readonly random: (below: number) => number;
  /** How often a person acts: the paste, and then answers. */
  readonly turns: number;
  /** By how much their time runs faster than ours. */
  readonly factor: number;
  /** Of a hundred people, those who do two things at once without waiting. */
  readonly hasty: number;
}

/** People read and think for ten seconds at least, for half a minute on average. */
const SHORTEST_THOUGHT_MS = 10_000;
const FURTHER_THOUGHT_MS = 20_000;
/** Who gets no answer for so long gives up. */
const PATIENCE_MS = 60_000;
const TO_A_HUMAN = 'Talk to a human';

/** Somebody with a mail that came back: pastes it, reads, thinks, presses or writes, as the bot's answers have it. */
export class Employee {
  readonly deeds: Deed[] = [];
  private burst = 0;
  /** Something may still be on its way, and be heard after what is done next. */
  private inDoubt = false;

  constructor(
    readonly line: Line,
    private readonly habits: Habits,
    private readonly answered: Durations,
  ) {}

  async live(): Promise<void> {
    const { turns, hasty, random } = this.habits;
    for (let turn = 0; turn < turns; turn += 1) {
      const action = turn === 0 ? this.paste() : this.reaction();
      const twice = random(100) < hasty ? [action, this.remark()] : [action];
      if (!(await this.act(twice))) return;
      await setTimeout(this.thought() / this.habits.factor);
    }
  }

  /** False where no answer came. */
  private async act(actions: readonly Action[]): Promise<boolean> {
    const before = this.line.shown.length;
    const began = performance.now();
    if (!this.inDoubt) this.burst += 1;
    this.inDoubt = false;
    const heard = await Promise.all(actions.map((action) => this.insist(action)));
    if (!(await this.waitFor(before + heard.filter(Boolean).length))) return false;
    this.answered.add((this.line.shown[before]?.at ?? began) - began);
    return true;
  }

  /** Again where the platform said that it may not have got through. False where it can't be done any more. */
  private async insist(action: Action): Promise<boolean> {
    for (;;) {
      const at = new Date().toISOString();
      const sent = await this.line.send(action);
      if (sent === 'gone') return false;
      this.deeds.push({ action, at, certain: sent !== 'unsure', burst: this.burst });
      if (sent !== 'certain') this.inDoubt = true;
      if (sent !== 'unsure') return true;
      await setTimeout(1_000);
    }
  }

  private async waitFor(count: number): Promise<boolean> {
    const until = performance.now() + PATIENCE_MS;
    while (this.line.shown.length < count) {
      if (performance.now() > until) return false;
      await this.line.changed();
    }
    return true;
  }

  private paste(): Action {
    return { kind: 'say', text: oneOf(this.habits.random, PASTES) };
  }

  private remark(): Action {
    return { kind: 'say', text: oneOf(this.habits.random, REMARKS) };
  }

  /** Mostly a press on what was asked last; one in seven writes instead, one in ten has had enough. */
  private reaction(): Action {
    const { random } = this.habits;
    const answer = this.line.shown.length - 1;
    const labels = this.line.shown[answer]?.labels ?? [];
    if (labels.length === 0 || random(7) === 0) return this.remark();
    if (labels.includes(TO_A_HUMAN) && random(10) === 0) return { kind: 'press', answer, label: TO_A_HUMAN };
    return { kind: 'press', answer, label: oneOf(random, labels) };
  }

  private thought(): number {
    const { random } = this.habits;
    return SHORTEST_THOUGHT_MS - FURTHER_THOUGHT_MS * Math.log((random(10_000) + 1) / 10_000);
  }
}
