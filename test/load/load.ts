import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { randomFrom } from '../soak/soak';
import { removeServer, startServer, type Server } from '../store/postgres/server';
import { Employee, type Habits } from './employee';
import { FAULTLESS, Judge, type Verdict } from './judge';
import type { Platform, Trouble } from './line';
import { Durations } from './measures';
import { Replicas } from './replicas';
import { SlackPlatform } from './slack-platform';
import { WebPlatform } from './web-platform';

export interface LoadOptions {
  readonly employees: number;
  readonly turns: number;
  readonly replicas: number;
  readonly factor: number;
  /** So many of them talk at the same time; where one ends, the next begins. */
  readonly atOnce: number;
  readonly seed: number;
  readonly duplicateOneIn: number;
  readonly reorders: boolean;
  readonly hasty: number;
  /** A replica is killed so many seconds after the one before it has come back; 0: none is. */
  readonly killEvery: number;
  readonly databaseRestarts: number;
  readonly progress: (text: string) => void;
}

export interface LoadResult {
  readonly seconds: number;
  readonly deeds: number;
  readonly answers: number;
  readonly requests: number;
  readonly duplicates: number;
  readonly acknowledged: ReturnType<Durations['percentiles']>;
  readonly answered: ReturnType<Durations['percentiles']>;
  readonly byPlatform: Readonly<Record<string, number>>;
  readonly faultless: number;
  readonly lost: number;
  readonly doubled: number;
  readonly outOfOrder: number;
  readonly wrong: number;
  readonly platformFaults: readonly string[];
  readonly kills: number;
  readonly endedByThemselves: number;
  readonly databaseRestarts: number;
  readonly memory: readonly (number | null)[];
  /** Of conversations that did not go as they should have: what was shown there. */
  readonly examples: readonly string[];
}

const INTENTS = join(__dirname, '..', '..', 'intents');
/** So long without anything new, and what is missing is lost. */
const PATIENCE_MS = 45_000;

/** Real replicas on a database of their own, people on several platforms before them, and faults on request. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const folder = mkdtempSync(join(tmpdir(), 'bouncedesk-load-'));
  chmodSync(folder, 0o711);
  const random = randomFrom(options.seed);
  const trouble: Trouble = { ...options, random };
  const platforms: readonly Platform[] = [await SlackPlatform.open(trouble), new WebPlatform(trouble)];
  try {
    const judge = await Judge.open(INTENTS);
    const database = await startServer(join(folder, 'server'));
    const replicas = await Replicas.start(options.replicas, folder, environmentOf(database, platforms));
    try {
      for (const platform of platforms) platform.connect(replicas.urls);
      const run = new LoadRun(options, { ...options, random }, platforms, replicas, database, judge);
      return await run.run();
    } finally {
      await replicas.stop();
    }
  } finally {
    for (const platform of platforms) await platform.close();
    await removeServer(join(folder, 'server'));
    rmSync(folder, { recursive: true, force: true });
  }
}

function environmentOf({ url }: Server, platforms: readonly Platform[]): Readonly<Record<string, string>> {
  const own = platforms.map(({ environment }) => environment);
  return Object.assign(
    {
      DATABASE_URL: url,
      INTENTS_DIR: INTENTS,
      LOG_LEVEL: 'warn',
      RATE_LIMIT_PERSON: '0',
      RATE_LIMIT_WORKSPACE: '0',
    },
    ...own,
  ) as Record<string, string>;
}

class LoadRun {
  private readonly answered = new Durations();
  private readonly crowd: readonly Employee[];
  private readonly platformOf = new Map<Employee, Platform>();
  private restarts = 0;
  private over = false;

  constructor(
    private readonly options: LoadOptions,
    private readonly habits: Habits,
    private readonly platforms: readonly Platform[],
    private readonly replicas: Replicas,
    private readonly database: Server,
    private readonly judge: Judge,
  ) {
    this.crowd = Array.from({ length: options.employees }, (_, person) => this.hire(person));
  }

  async run(): Promise<LoadResult> {
    const began = performance.now();
    const faults = [this.killReplicas(), this.restartDatabase()];
    await this.letAllTalk();
    const seconds = (performance.now() - began) / 1_000;
    this.over = true;
    await Promise.all(faults);
    const verdicts = await this.verdicts();
    return { seconds, ...this.counts(), ...sum([...verdicts.values()]), examples: this.examplesOf(verdicts) };
  }

  private hire(person: number): Employee {
    const platform = this.platforms[person % this.platforms.length];
    if (platform === undefined) throw new Error('there is no platform');
    const employee = new Employee(platform.openLine(person), this.habits, this.answered);
    this.platformOf.set(employee, platform);
    return employee;
  }

  private async letAllTalk(): Promise<void> {
    const waiting = this.crowd.values();
    const places = Array.from({ length: this.options.atOnce }, async () => {
      for (const employee of waiting) await employee.live();
    });
    await Promise.all(places);
  }

  private async killReplicas(): Promise<void> {
    const { killEvery } = this.options;
    if (killEvery === 0) return;
    for (let next = 0; !this.over; next += 1) {
      await setTimeout(killEvery * 1_000);
      if (!this.over) await this.replicas.kill(next);
    }
  }

  /** When so much of what is to be said was said; the last time as a crash. */
  private async restartDatabase(): Promise<void> {
    const { databaseRestarts, employees, turns } = this.options;
    while (this.restarts < databaseRestarts && !this.over) {
      await setTimeout(200);
      const part = this.answerCount() / (employees * turns);
      if (part < (this.restarts + 1) / (databaseRestarts + 1)) continue;
      this.restarts += 1;
      await this.database.stop(this.restarts === databaseRestarts ? 'immediate' : 'fast');
      await this.database.start();
      this.options.progress(`the database was restarted at ${Math.round(part * 100)} %`);
    }
  }

  private answerCount(): number {
    return this.crowd.reduce((count, { line }) => count + line.shown.length, 0);
  }

  /** What is still on its way is waited for, as long as anything comes. */
  private async verdicts(): Promise<ReadonlyMap<Employee, Verdict>> {
    const verdicts = new Map<Employee, Verdict>();
    let [count, since] = [-1, performance.now()];
    for (;;) {
      const open = this.crowd.filter((employee) => verdicts.get(employee) !== FAULTLESS);
      for (const employee of open) verdicts.set(employee, this.judge.judge(employee.line, employee.deeds));
      const faulty = open.filter((employee) => verdicts.get(employee) !== FAULTLESS);
      if (faulty.length === 0) return verdicts;
      if (this.answerCount() !== count) [count, since] = [this.answerCount(), performance.now()];
      if (performance.now() - since > PATIENCE_MS) return verdicts;
      await Promise.all(faulty.map(({ line }) => line.changed()));
    }
  }

  private counts() {
    const all = (count: (platform: Platform) => number) =>
      this.platforms.reduce((total, platform) => total + count(platform), 0);
    const acknowledged = new Durations();
    for (const platform of this.platforms) acknowledged.addAll(platform.acknowledged);
    return {
      deeds: this.crowd.reduce((count, { deeds }) => count + deeds.length, 0),
      answers: this.answerCount(),
      requests: all(({ requests }) => requests),
      duplicates: all(({ duplicates }) => duplicates),
      acknowledged: acknowledged.percentiles(),
      answered: this.answered.percentiles(),
      byPlatform: Object.fromEntries(
        this.platforms.map((platform) => [
          platform.name,
          this.crowd.filter((employee) => this.platformOf.get(employee) === platform).length,
        ]),
      ),
      platformFaults: this.platforms.flatMap((platform) => platform.faults()),
      kills: this.replicas.kills,
      endedByThemselves: this.replicas.endedByThemselves,
      databaseRestarts: this.restarts,
      memory: this.replicas.memory(),
    };
  }

  private examplesOf(verdicts: ReadonlyMap<Employee, Verdict>): readonly string[] {
    const faulty = [...verdicts].filter(([, verdict]) => verdict !== FAULTLESS).slice(0, 3);
    return faulty.map(([{ line, deeds }, verdict]) => {
      const did = deeds.map(({ action, certain, burst }) => ({ ...action, certain, burst }));
      return JSON.stringify({ verdict, did, shown: line.shown.map(({ text }) => text) }, null, 1);
    });
  }
}

function sum(verdicts: readonly Verdict[]) {
  const total = (count: (verdict: Verdict) => number) =>
    verdicts.reduce((result, verdict) => result + count(verdict), 0);
  return {
    faultless: total((verdict) => (verdict === FAULTLESS ? 1 : 0)),
    lost: total(({ lost }) => lost),
    doubled: total(({ doubled }) => doubled),
    outOfOrder: total(({ outOfOrder }) => (outOfOrder ? 1 : 0)),
    wrong: total(({ wrong }) => wrong),
  };
}
