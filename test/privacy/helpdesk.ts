import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Bot } from '../../src/bot';
import type { Channel, Content, DeliveryOutcome } from '../../src/channel';
import { assembleBot } from '../../src/cli/assemble';
import type { Expert } from '../../src/cli/expert';
import { parseConfig, type Config } from '../../src/config';
import type { Desk, DeskAct, DeskDelivery } from '../../src/desk';
import type { LiveTicketSystem, TicketOutcome, UpdateOutcome } from '../../src/helpdesk/ticket-system';
import { createLog } from '../../src/log';
import { openEmbeddedStore } from '../../src/store/embedded-store';
import type { Store } from '../../src/store/store';
import { ScriptedClock } from '../bot/scripted';

export interface Speaker {
  readonly id: string;
  readonly name: string;
}

/** A bot with the real content, a desk channel and a ticket system, on a store in a file that can be looked into. */
export class Helpdesk {
  readonly clock = new ScriptedClock();
  readonly said: string[] = [];
  readonly cards: DeskDelivery[] = [];
  /** What the platform does before it answers; a test can hold it there. */
  meanwhile: () => Promise<void> = () => Promise.resolve();
  private events = 0;
  private tickets = 0;

  private constructor(
    readonly folder: string,
    readonly store: Store,
    private readonly expert: Expert,
    private readonly retentionDays: number | null,
  ) {
    this.bot = this.assemble();
  }

  readonly bot: Bot;

  static async open(expert: Expert, retentionDays: number | null = null): Promise<Helpdesk> {
    const folder = mkdtempSync(join(tmpdir(), 'bouncedesk-privacy-'));
    const store = await openEmbeddedStore(join(folder, 'bouncedesk.sqlite'));
    const helpdesk = new Helpdesk(folder, store, expert, retentionDays);
    await helpdesk.bot.start();
    return helpdesk;
  }

  /** What the commands are given to find the same store. */
  get config(): Config {
    return parseConfig({ DATA_DIR: this.folder });
  }

  async close(): Promise<void> {
    await this.bot.stop();
    await this.store.close();
    rmSync(this.folder, { recursive: true });
  }

  async say(user: Speaker, text: string): Promise<void> {
    await this.receive(user, { kind: 'text', text });
    await this.bot.idle();
  }

  /** Without waiting for what follows. */
  async receive(user: Speaker, content: Content): Promise<void> {
    this.events += 1;
    await this.bot.receive({
      channel: 'slack',
      eventIds: [`message ${this.events}`],
      conversation: conversationOf(user),
      address: JSON.stringify({ user: user.id }),
      user,
      content,
    });
  }

  async act(agent: Speaker, reference: string, act: DeskAct): Promise<void> {
    this.events += 1;
    const thread = `thread of ${reference}`;
    await this.bot.receiveFromDesk({
      desk: 'slack',
      eventIds: [`desk event ${this.events}`],
      thread,
      reference,
      agent,
      act,
    });
    await this.bot.idle();
  }

  /** Every row of every table. */
  rows(): string {
    const database = new Database(join(this.folder, 'bouncedesk.sqlite'), { readonly: true });
    try {
      const tables = database.prepare("select name from sqlite_master where type = 'table'").pluck().all();
      return JSON.stringify(tables.map((name) => database.prepare(`select * from "${String(name)}"`).all()));
    } finally {
      database.close();
    }
  }

  /** Every byte of the store's files, also where no row stands any more. */
  bytes(): string {
    const files = readdirSync(this.folder).filter((name) => name.startsWith('bouncedesk.sqlite'));
    return files.map((name) => readFileSync(join(this.folder, name), 'latin1')).join('');
  }

  private assemble(): Bot {
    return assembleBot({
      expert: this.expert,
      store: this.store,
      channels: [this.channel()],
      desks: [this.desk()],
      deskTerms: { hours: null, takeWithinMinutes: 15 },
      tickets: this.ticketSystem(),
      log: createLog('silent'),
      clock: this.clock.now,
      retentionDays: this.retentionDays,
    });
  }

  private channel(): Channel {
    return {
      name: 'slack',
      deliver: async ({ delivery }): Promise<DeliveryOutcome> => {
        await this.meanwhile();
        if (delivery.kind === 'post') this.said.push(JSON.stringify(delivery.reply.blocks));
        return { kind: 'delivered', messageRef: `m${this.said.length}` };
      },
    };
  }

  private desk(): Desk {
    return {
      name: 'slack',
      deliver: ({ delivery }) => {
        this.cards.push(delivery);
        const reference = delivery.kind === 'card' ? delivery.card.reference : '';
        return Promise.resolve({ kind: 'delivered', messageRef: `thread of ${reference}` });
      },
      fetch: () => Promise.resolve({ kind: 'lost', reason: 'unreachable' }),
    };
  }

  private ticketSystem(): LiveTicketSystem {
    const done = (): Promise<UpdateOutcome> => Promise.resolve({ kind: 'done' });
    return {
      name: 'fake',
      open: (): Promise<TicketOutcome> => {
        this.tickets += 1;
        const reference = `T${this.tickets}`;
        return Promise.resolve({ kind: 'opened', reference, url: `https://tickets.example/${reference}` });
      },
      comment: done,
      attach: done,
      setState: done,
      news: {
        kind: 'pushed',
        path: '/tickets/fake',
        maxBytes: 1,
        receive: () => Promise.resolve({ kind: 'refused', status: 400, reason: 'none' }),
      },
    };
  }
}

export function conversationOf({ id }: Speaker): string {
  return `slack:${id.replace('/', ':dm:')}`;
}
