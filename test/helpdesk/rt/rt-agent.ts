import type { RunningRt } from './rt-server';

interface Page<Item> {
  readonly items: readonly Item[];
}

/** A ticket as an agent sees it in Request Tracker. */
export interface SeenTicket {
  readonly id: string;
  readonly subject: string;
  readonly status: string;
  /** What was written when it was opened. */
  readonly text: string;
  /** Names and contents of its files. */
  readonly files: ReadonlyMap<string, string>;
  readonly comments: readonly string[];
}

/** As an agent, over Request Tracker's own API. */
export async function askRt<Answer>(
  { url, agent }: RunningRt,
  path: string,
  method = 'GET',
  value?: unknown,
): Promise<Answer> {
  const response = await fetch(`${url}/REST/2.0${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${agent.user}:${agent.password}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    ...(value === undefined ? {} : { body: JSON.stringify(value) }),
  });
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}`);
  return (await response.json()) as Answer;
}

/** A human who works in Request Tracker, over its own API. */
export class RtAgent {
  constructor(private readonly rt: RunningRt) {}

  async tickets(): Promise<readonly SeenTicket[]> {
    const { items } = await askRt<Page<{ id: string }>>(this.rt, '/tickets?query=id%20%3E%200&orderby=id');
    return Promise.all(items.map(({ id }) => this.ticket(id)));
  }

  async ticket(id: string): Promise<SeenTicket> {
    const { Subject = '', Status = '' } = await askRt<Record<string, string>>(this.rt, `/ticket/${id}`);
    const history = await askRt<Page<{ id: string; Type: string }>>(
      this.rt,
      `/ticket/${id}/history?fields=Type&per_page=100`,
    );
    const files = new Map<string, string>();
    const texts: string[] = [];
    const comments: string[] = [];
    for (const { id: transaction, Type } of history.items) {
      if (Type !== 'Create' && Type !== 'Comment') continue;
      const path = `/transaction/${transaction}/attachments?fields=Filename,Content,ContentType&per_page=100`;
      const parts = await askRt<Page<Record<'Filename' | 'Content' | 'ContentType', string>>>(this.rt, path);
      for (const { Filename, Content, ContentType } of parts.items) {
        if (Filename !== '') files.set(Filename, Content);
        else if (ContentType.startsWith('text/')) (Type === 'Create' ? texts : comments).push(Content);
      }
    }
    return { id, subject: Subject, status: Status, text: texts.join('\n'), files, comments };
  }

  /** To the person; a note stays among colleagues. */
  async write(id: string, text: string, how: 'answer' | 'note'): Promise<void> {
    const path = `/ticket/${id}/${how === 'answer' ? 'correspond' : 'comment'}`;
    await askRt(this.rt, path, 'POST', { ContentType: 'text/plain', Content: text });
  }

  async setStatus(id: string, status: 'open' | 'resolved'): Promise<void> {
    await askRt(this.rt, `/ticket/${id}`, 'PUT', { Status: status });
  }
}
