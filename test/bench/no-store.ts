import { IN_MEMORY, openEmbeddedDatabase, type EmbeddedDatabase } from '../../src/store/embedded-database';
import { JobWorker, type JobSource } from '../../src/store/job-worker';
import type { StoredConversation } from '../../src/store/records';
import { SqlReads } from '../../src/store/sql-reads';
import { SqlTurn } from '../../src/store/sql-turn';
import type { Job, NewJob, Store, Turn, Worker, WorkerOptions } from '../../src/store/store';

/** What a turn without a store still needs to know: where its conversation stands and what is to be done next. */
interface Memory {
  readonly conversations: Map<string, StoredConversation>;
  readonly due: Map<number, Job>;
  numbers: number;
}

/**
 * The place of a store, for the same loop: nothing is written, nothing is serialised, and of what is ordered only
 * what is due at once is kept, until it is done. The database behind it stays empty; no turn of the benchmark
 * comes to it.
 */
export async function openNoStore(): Promise<Store> {
  return new NoStore(await openEmbeddedDatabase(IN_MEMORY));
}

class NoStore extends SqlReads implements Store {
  private readonly memory: Memory = { conversations: new Map(), due: new Map(), numbers: 0 };
  private worker: JobWorker | null = null;

  constructor(private readonly embedded: EmbeddedDatabase) {
    super(embedded.db);
  }

  async turn<Result>(conversation: string, work: (turn: Turn) => Promise<Result>): Promise<Result> {
    const result = await work(new ForgetfulTurn(this.embedded.db, conversation, this.memory));
    this.worker?.wake();
    return result;
  }

  startWorker(options: WorkerOptions): Promise<Worker> {
    this.worker = new JobWorker(new DueJobs(this.memory), options);
    return Promise.resolve(this.worker);
  }

  keep(): Promise<void> {
    return Promise.resolve();
  }

  check(): Promise<void> {
    return Promise.resolve();
  }

  scrub(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return this.embedded.db.destroy();
  }
}

class DueJobs implements JobSource {
  constructor(private readonly memory: Memory) {}

  upcoming(limit: number, except: readonly number[]) {
    const taken = new Set(except);
    const found: { dueAt: string; job: Job }[] = [];
    for (const job of this.memory.due.values()) {
      if (found.length === limit) break;
      if (!taken.has(job.id)) found.push({ dueAt: job.addedAt, job });
    }
    return Promise.resolve(found);
  }
}

class ForgetfulTurn extends SqlTurn {
  constructor(
    db: EmbeddedDatabase['db'],
    private readonly id: string,
    private readonly memory: Memory,
  ) {
    super(db, id);
  }

  override recordEvents(): Promise<boolean> {
    return Promise.resolve(true);
  }

  override conversation(): Promise<StoredConversation | null> {
    return Promise.resolve(this.memory.conversations.get(this.id) ?? null);
  }

  override saveConversation(conversation: StoredConversation): Promise<void> {
    this.memory.conversations.set(this.id, conversation);
    return Promise.resolve();
  }

  override saveCase(): Promise<void> {
    return Promise.resolve();
  }

  override addMessage(): Promise<number> {
    return Promise.resolve((this.memory.numbers += 1));
  }

  override markDelivered(): Promise<void> {
    return Promise.resolve();
  }

  override addJob({ channel, task, at, runAt }: NewJob): Promise<void> {
    const address = this.memory.conversations.get(this.id)?.address ?? '';
    const id = (this.memory.numbers += 1);
    if (runAt <= at) {
      const job = { id, conversation: this.id, channel, address, task, addedAt: at, attempt: 1 };
      this.memory.due.set(id, job);
    }
    return Promise.resolve();
  }

  override hasJobs(): Promise<boolean> {
    return Promise.resolve(false);
  }

  override cancelJob(): Promise<void> {
    return Promise.resolve();
  }

  override completeJob(id: number): Promise<boolean> {
    return Promise.resolve(this.memory.due.delete(id));
  }
}
