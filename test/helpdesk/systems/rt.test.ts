import { createRt, RtSettings } from '../../../src/helpdesk/systems/rt/rt';
import { askRt } from '../rt/rt-agent';
import { describeWithRt, hasRt, startRt, type Account, type RunningRt } from '../rt/rt-server';
import { aCase, asOpened } from './a-case';
import { FaultyWay } from './faulty-way';
import { describeTicketSystem, type FarTicket } from './ticket-system-contract';

jest.setTimeout(120_000);

let rt: RunningRt;
let way: FaultyWay;

beforeAll(async () => {
  if (!hasRt) return;
  rt = await startRt();
  way = await FaultyWay.to(rt.url, (method, path) => method === 'POST' && path === '/REST/2.0/ticket');
}, 240_000);

afterAll(async () => {
  await way?.close();
  await rt?.stop();
});

function rtAt(url: string, { user, password }: Account = rt.bot) {
  return createRt(RtSettings.parse({ RT_URL: url, RT_USER: user, RT_PASSWORD: password }));
}

interface Page<Item> {
  readonly items: readonly Item[];
}

/** What an agent does and sees. */
async function ticketsWith(reference: string): Promise<readonly FarTicket[]> {
  const query = encodeURIComponent(`Subject LIKE '[${reference}]'`);
  const { items } = await askRt<Page<{ id: string }>>(rt, `/tickets?query=${query}&orderby=id`);
  return Promise.all(items.map(({ id }) => farTicket(id)));
}

async function farTicket(id: string): Promise<FarTicket> {
  const { Subject, Priority, Status } = await askRt<Record<string, string>>(rt, `/ticket/${id}`);
  const history = await askRt<Page<{ id: string; Type: string }>>(
    rt,
    `/ticket/${id}/history?fields=Type&per_page=100`,
  );
  const files = new Map<string, string>();
  const texts: string[] = [];
  const comments: string[] = [];
  for (const { id: transaction, Type } of history.items) {
    if (Type !== 'Create' && Type !== 'Comment') continue;
    const path = `/transaction/${transaction}/attachments?fields=Filename,Content,ContentType&per_page=100`;
    const parts = await askRt<Page<Record<'Filename' | 'Content' | 'ContentType', string>>>(rt, path);
    for (const { Filename, Content, ContentType } of parts.items) {
      if (Filename !== '') files.set(Filename, Content);
      else if (ContentType.startsWith('text/')) (Type === 'Create' ? texts : comments).push(Content);
    }
  }
  return {
    subject: Subject ?? '',
    text: texts.join('\n'),
    priority: Priority ?? '',
    files,
    comments,
    state: Status === 'resolved' ? 'solved' : 'open',
  };
}

describeWithRt('against a real Request Tracker 5:', () => {
  describeTicketSystem(
    'rt',
    () => ({
      system: rtAt(way.url),
      withSecret: (password) => rtAt(rt.url, { ...rt.bot, password }),
      unreachable: (password) => rtAt('http://127.0.0.1:9', { ...rt.bot, password }),
      tickets: ticketsWith,
      highPriority: '100',
      refusedReason: 'search-credentials-refused',
      loseNextAnswer: () => way.loseNextAnswer(),
    }),
    () => way,
  );

  it('two tries at the same time, of a bot that believes the first one lost, leave one ticket', async () => {
    const ticket = aCase(3001);
    const outcomes = await Promise.all([rtAt(rt.url).open(ticket), rtAt(rt.url).open(ticket)]);
    expect(await ticketsWith(ticket.reference)).toHaveLength(1);
    expect(outcomes[0]).toMatchObject({ kind: 'opened' });
    expect(outcomes[1]).toEqual(outcomes[0]);
    expect(await rtAt(rt.url).open(ticket)).toEqual(outcomes[0]);
  });

  it('a queue that the bot may not use is refused', async () => {
    const { user, password } = rt.bot;
    const settings = RtSettings.parse({
      RT_URL: rt.url,
      RT_USER: user,
      RT_PASSWORD: password,
      RT_QUEUE: 'Secret',
    });
    expect(await createRt(settings).open(aCase(3002))).toEqual({
      kind: 'refused',
      reason: 'create-not-allowed',
    });
  });

  it('tells what agents did: taken, answered, noted, solved, reopened; and not what the bot did', async () => {
    const system = rtAt(rt.url);
    const ticket = aCase(3003);
    const since = new Date(Date.now() - 1000).toISOString();
    const outcome = await system.open(ticket);
    if (outcome.kind !== 'opened' || system.news.kind !== 'polled') throw new Error('not opened');
    const opened = asOpened(ticket, outcome);
    await system.comment(opened, { author: 'Ada', text: 'still bouncing' }, { key: '1', number: 1 });
    const path = `/ticket/${outcome.reference}`;
    const message = { ContentType: 'text/plain' };
    await askRt(rt, path, 'PUT', { Owner: 'root' });
    await askRt(rt, `${path}/correspond`, 'POST', { ...message, Content: 'Try again, please. ä' });
    await askRt(rt, `${path}/comment`, 'POST', { ContentType: 'text/html', Content: '<p>a <b>note</b></p>' });
    await askRt(rt, path, 'PUT', { Status: 'resolved' });
    await askRt(rt, path, 'PUT', { Status: 'open' });
    await system.setState(opened, 'solved', { key: '2', number: 1 });

    const changes = await system.news.changes([opened], since);
    if (changes.kind !== 'changes') throw new Error(changes.reason);
    expect(changes.news.map(({ by, what, reference }) => ({ reference, by, ...what }))).toEqual(
      [
        { kind: 'taken' },
        { kind: 'commented', text: 'Try again, please. ä', internal: false },
        { kind: 'commented', text: 'a note', internal: true },
        { kind: 'solved' },
        { kind: 'reopened' },
      ].map((what) => ({ reference: 'BD-3003', by: 'root', ...what })),
    );

    const again = await system.news.changes([opened], changes.until);
    expect(again).toEqual(changes);
    const later = new Date(Date.parse(changes.until) + 3_600_000).toISOString();
    expect(await system.news.changes([opened], later)).toEqual({ kind: 'changes', news: [], until: later });
  });
});
