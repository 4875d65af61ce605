import type { BotPort, Channel, Incoming, Received } from '../../src/channel';
import type { Reply } from '../../src/dialogue/reply';
import type { TranscriptEntry } from '../../src/store/store';
import type { NumberedEntry, Transcripts } from '../../adapters/web/transcripts';

/** Says the replies it is given, one a message; only what the page does with them is under test. */
export class ScriptedBot implements BotPort, Transcripts {
  readonly received: Incoming[] = [];
  channel: Channel | null = null;
  private readonly seen = new Set<string>();
  private readonly entries: (NumberedEntry & { readonly conversation: string; readonly user: string })[] = [];

  constructor(private readonly script: readonly Reply[]) {}

  async receive(incoming: Incoming): Promise<Received> {
    const { conversation, content } = incoming;
    if (incoming.eventIds.some((id) => this.seen.has(id))) return 'duplicate';
    incoming.eventIds.forEach((id) => this.seen.add(id));
    this.received.push(incoming);
    const at = new Date().toISOString();
    if (content.kind === 'text') {
      this.add(incoming, {
        kind: 'said',
        at,
        text: content.text,
        file: null,
        paste: content.text.includes('550'),
      });
    } else if (content.kind === 'bytes') {
      this.add(incoming, { kind: 'said', at, text: '', file: content.name, paste: true });
    } else if (content.kind === 'choice') {
      this.add(incoming, { kind: 'chose', at, question: content.question, label: this.labelOf(incoming) });
    }
    const spoken = this.entries.filter(
      (one) => one.entry.kind === 'replied' && one.conversation === conversation,
    );
    const reply = this.script[spoken.length % this.script.length];
    if (reply) this.add(incoming, { kind: 'replied', at, reply });
    if (reply && this.channel) {
      const key = String(this.entries.length);
      await this.channel.deliver({
        key,
        conversation,
        address: '',
        attempt: 1,
        delivery: { kind: 'post', reply },
      });
    }
    return 'accepted';
  }

  casesOf(): Promise<readonly never[]> {
    return Promise.resolve([]);
  }

  knows(): Promise<boolean> {
    return Promise.resolve(true);
  }

  entriesAfter(conversation: string, after: number, limit: number): Promise<readonly NumberedEntry[]> {
    const all = this.entries.filter((one) => one.conversation === conversation && one.number > after);
    return Promise.resolve(all.slice(0, limit).map(({ number, entry }) => ({ number, entry })));
  }

  conversationsOf(_channel: string, userId: string) {
    const own = this.entries.filter(({ user }) => user === userId);
    const ids = [...new Set(own.map(({ conversation }) => conversation))].reverse();
    const at = new Date().toISOString();
    return Promise.resolve(ids.map((conversation) => ({ conversation, beganAt: at, updatedAt: at })));
  }

  private add({ conversation, user }: Incoming, entry: TranscriptEntry): void {
    this.entries.push({ number: this.entries.length + 1, conversation, user: user.id, entry });
  }

  private labelOf({ content }: Incoming): string {
    if (content.kind !== 'choice') return '';
    const choices = this.script.flatMap(({ question }) =>
      question?.id === content.question ? question.choices : [],
    );
    return choices.find(({ id }) => id === content.choice)?.label ?? '';
  }
}
