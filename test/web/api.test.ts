import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { MAX_FILE_BYTES, openDesk, type Desk } from './desk';

let desk: Desk;
let cookie: string;

beforeAll(async () => {
  desk = await openDesk();
  cookie = await newSession();
});

afterEach(() => expect(desk.errors).toEqual([]));
afterAll(() => desk.close());

async function newSession(): Promise<string> {
  const response = await fetch(`${desk.base}/chat/session`, { method: 'POST' });
  return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(desk.base + path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', cookie, ...headers },
  });
}

interface Answer {
  readonly error?: { readonly code: string; readonly message: string };
  readonly received?: string;
  readonly entries?: readonly { readonly number: number; readonly kind: string; readonly text?: string }[];
  readonly conversations?: readonly { readonly id: string }[];
  readonly name?: string | null;
}

async function answerOf(response: Response): Promise<Answer> {
  return (await response.json()) as Answer;
}

async function entriesOf(
  conversation: string,
  after = 0,
  as = cookie,
): Promise<NonNullable<Answer['entries']>> {
  const query = new URLSearchParams({ conversation, after: String(after) });
  const response = await fetch(`${desk.base}/chat/messages?${query.toString()}`, { headers: { cookie: as } });
  return (await answerOf(response)).entries ?? [];
}

async function opened(as = cookie): Promise<string> {
  const id = randomUUID();
  await post('/chat/new', { id }, { cookie: as });
  return id;
}

/** Sends a request with headers that fetch does not let through. */
function raw(path: string, method: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    httpRequest(desk.base + path, { method, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    })
      .on('error', reject)
      .end();
  });
}

describe('who is let in (WEB_CHAT=local)', () => {
  test.each([
    ['a name that was pointed at this machine', { host: 'evil.example:3978' }],
    ['a name that only looks local', { host: '127.0.0.1.evil.example' }],
    ['somebody a proxy speaks for', { host: 'localhost', 'x-forwarded-for': '203.0.113.9' }],
  ])('not %s', async (_who, headers) => {
    expect(await raw('/', 'GET', headers)).toBe(403);
    expect(await raw('/chat/session', 'POST', headers)).toBe(403);
  });

  test.each([
    ['by its origin', { origin: 'https://evil.example' }],
    ['by another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['by a page that hides its origin', { origin: 'null' }],
    ["by the browser's own word", { 'sec-fetch-site': 'cross-site' }],
  ])('not a page of another site, told %s', async (_how, headers: Record<string, string>) => {
    expect(await raw('/chat/session', 'POST', headers)).toBe(403);
    expect(await raw('/chat/new', 'POST', { ...headers, cookie })).toBe(403);
    expect(await raw('/', 'GET', headers)).toBe(200);
  });

  test.each(['localhost', '127.0.0.1:3978', '[::1]:3978', 'LOCALHOST:80'])(
    '%s is this machine',
    async (host) => {
      expect(await raw('/', 'GET', { host })).toBe(200);
    },
  );

  test('a form cannot post, because it cannot send JSON', async () => {
    const response = await post('/chat/messages', 'text=hi', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(response.status).toBe(415);
  });

  test('the session cookie is out of reach of scripts and other sites, and stays', async () => {
    const first = await fetch(`${desk.base}/chat/session`, { method: 'POST' });
    expect(first.headers.get('set-cookie')).toMatch(
      /^bouncedesk-session=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict; /,
    );
    const again = await post('/chat/session', {});
    expect(again.headers.get('set-cookie')).toBeNull();
  });

  test('without a session there is no conversation', async () => {
    const response = await post('/chat/new', { id: randomUUID() }, { cookie: 'bouncedesk-session=short' });
    expect([response.status, (await answerOf(response)).error?.code]).toEqual([401, 'no-session']);
  });
});

describe('a conversation', () => {
  test('opens with a greeting and goes on with a message', async () => {
    const conversation = await opened();
    const response = await post('/chat/messages', {
      conversation,
      id: randomUUID(),
      text: '550 no such user',
    });
    expect([response.status, (await answerOf(response)).received]).toEqual([202, 'accepted']);
    const entries = await entriesOf(conversation);
    expect(entries.map(({ kind }) => kind)).toEqual(['replied', 'said', 'replied']);
    expect(await entriesOf(conversation, entries[1]?.number)).toEqual(entries.slice(2));
  });

  test('takes a message once, however often it is sent', async () => {
    const conversation = await opened();
    const message = { conversation, id: randomUUID(), text: 'hello' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => post('/chat/messages', message)));
    const received = await Promise.all(answers.map(async (answer) => (await answerOf(answer)).received));
    expect(received.toSorted()).toEqual(['accepted', ...Array.from({ length: 4 }, () => 'duplicate')]);
    expect((await entriesOf(conversation)).filter(({ kind }) => kind === 'said')).toHaveLength(1);
  });

  test('takes a choice and keeps the words of its button', async () => {
    const conversation = await opened();
    await post('/chat/messages', { conversation, id: randomUUID(), question: 1, choice: 'where' });
    expect(await entriesOf(conversation)).toContainEqual(
      expect.objectContaining({ kind: 'chose', question: 1, label: 'Where do I find the error?' }),
    );
  });

  test('belongs to the browser that began it', async () => {
    const conversation = await opened();
    const other = await newSession();
    expect(await entriesOf(conversation)).toHaveLength(1);
    expect(await entriesOf(conversation, 0, other)).toEqual([]);
    const overview = await answerOf(await post('/chat/session', {}, { cookie: other }));
    expect(overview.conversations).toEqual([]);
  });

  test('is listed, the latest first', async () => {
    const as = await newSession();
    const [one, two] = [await opened(as), await opened(as)];
    await post(
      '/chat/messages',
      { conversation: one, id: randomUUID(), text: 'still there?' },
      { cookie: as },
    );
    const { conversations } = await answerOf(await post('/chat/session', {}, { cookie: as }));
    expect(conversations?.map(({ id }) => id)).toEqual([one, two]);
  });
});

describe('what is sent', () => {
  test.each([
    ['broken JSON', '{', 400, 'not-json'],
    ['an id that is none', { conversation: 'x', id: 'y', text: 'hi' }, 400, 'wrong-shape'],
    ['text and choice at once', { text: 'hi', question: 1, choice: 'yes' }, 400, 'wrong-shape'],
    ['nothing said', { text: '' }, 400, 'wrong-shape'],
    ['more than 1 MB', { text: 'x'.repeat(1024 * 1024) }, 413, 'too-large'],
  ])('%s is refused', async (_what, body, status, code) => {
    const whole = typeof body === 'string' ? body : { conversation: randomUUID(), id: randomUUID(), ...body };
    const response = await post('/chat/messages', whole);
    expect([response.status, (await answerOf(response)).error?.code]).toEqual([status, code]);
  });

  async function sendFile(bytes: Uint8Array<ArrayBuffer>, name: string | null): Promise<[Response, string]> {
    const conversation = await opened();
    const query = new URLSearchParams({ conversation, id: randomUUID() });
    const response = await fetch(`${desk.base}/chat/files?${query.toString()}`, {
      method: 'POST',
      body: bytes,
      headers: { cookie, ...(name !== null && { 'x-file-name': name }) },
    });
    return [response, conversation];
  }

  test.each([
    ['R%C3%BCckl%C3%A4ufer.eml', 'Rückläufer.eml'],
    ['..%2F..%2Fetc%2Fpasswd', 'passwd'],
    ['%00%0Aevil%E2%80%AE.eml', 'evil.eml'],
    ['%ff', '%ff'],
    ['%20', 'file'],
  ])('a file named %s is kept as %s', async (sent, kept) => {
    const [response, conversation] = await sendFile(new TextEncoder().encode('550 5.1.1 unknown'), sent);
    expect(response.status).toBe(202);
    expect(await entriesOf(conversation)).toContainEqual(
      expect.objectContaining({ kind: 'said', file: kept, text: '550 5.1.1 unknown' }),
    );
  });

  test('50 MB are refused in words', async () => {
    const [response] = await sendFile(new Uint8Array(50 * 1024 * 1024), 'big.eml');
    expect(response.status).toBe(413);
    expect((await answerOf(response)).error?.message).toContain(`${MAX_FILE_BYTES / 1024 / 1024} MB`);
  });

  test('a file without a name is refused, as another site would have to send it', async () => {
    const [response] = await sendFile(new Uint8Array(3), null);
    expect(response.status).toBe(400);
  });
});

describe('the event stream', () => {
  /** Reads until `count` events have come, then hangs up. */
  async function events(conversation: string, count: number, headers: Record<string, string> = {}) {
    const hangUp = new AbortController();
    const response = await fetch(
      `${desk.base}/chat/events?${new URLSearchParams({ conversation }).toString()}`,
      {
        headers: { cookie, ...headers },
        signal: hangUp.signal,
      },
    );
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      if (text.split('\ndata: ').length > count) break;
    }
    hangUp.abort();
    return [...text.matchAll(/^id: (\d+)\ndata: (.*)$/gm)].map(([, id, data]) => {
      const entry = JSON.parse(data ?? '') as { number: number; kind: string };
      expect(Number(id)).toBe(entry.number);
      return entry;
    });
  }

  test('tells what was said and what comes, in order', async () => {
    const conversation = await opened();
    const stream = events(conversation, 3);
    await post('/chat/messages', { conversation, id: randomUUID(), text: 'hello' });
    expect((await stream).map(({ kind }) => kind)).toEqual(['replied', 'said', 'replied']);
  });

  test('goes on where it broke off', async () => {
    const conversation = await opened();
    await post('/chat/messages', { conversation, id: randomUUID(), text: 'hello' });
    const [first] = await events(conversation, 1);
    const rest = await events(conversation, 2, { 'last-event-id': String(first?.number) });
    expect(rest.map(({ kind }) => kind)).toEqual(['said', 'replied']);
  });

  test('is not opened by one visitor without end, and others are not concerned', async () => {
    const crowded = await openDesk();
    const cookieOf = async () => {
      const session = await fetch(`${crowded.base}/chat/session`, { method: 'POST' });
      return (session.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    };
    const hangUp = new AbortController();
    const follow = (own: string) =>
      fetch(`${crowded.base}/chat/events?${new URLSearchParams({ conversation: randomUUID() }).toString()}`, {
        headers: { cookie: own },
        signal: hangUp.signal,
      });
    const [own, others] = [await cookieOf(), await cookieOf()];
    const statuses = [];
    for (let page = 0; page < 21; page += 1) statuses.push((await follow(own)).status);
    expect(statuses.slice(0, 20).every((status) => status === 200)).toBe(true);
    expect(statuses[20]).toBe(429);
    expect((await follow(others)).status).toBe(200);
    hangUp.abort();
    await crowded.close();
  });

  test('ends when the desk closes, so that nothing waits for it', async () => {
    const closing = await openDesk();
    const session = await fetch(`${closing.base}/chat/session`, { method: 'POST' });
    const own = (session.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const query = new URLSearchParams({ conversation: randomUUID() });
    const response = await fetch(`${closing.base}/chat/events?${query.toString()}`, {
      headers: { cookie: own },
    });
    const whole = response.text();
    await closing.close();
    expect(await whole).toBe('retry: 1000\n\n');
  });
});

describe('WEB_CHAT=proxy', () => {
  let proxied: Desk;
  beforeAll(async () => {
    proxied = await openDesk({ access: { kind: 'proxy', header: 'X-Remote-User' } });
  });
  afterAll(() => proxied.close());

  function session(headers: Record<string, string>): Promise<Response> {
    return fetch(`${proxied.base}/chat/session`, { method: 'POST', headers });
  }

  test('a person is who the proxy says, without a cookie', async () => {
    const response = await session({ 'x-remote-user': 'kim@corp.example', 'x-forwarded-for': '203.0.113.9' });
    expect(response.headers.get('set-cookie')).toBeNull();
    expect((await answerOf(response)).name).toBe('kim@corp.example');
  });

  test('nobody comes in without the name, nor with two', async () => {
    expect((await session({})).status).toBe(401);
    expect((await fetch(proxied.base)).status).toBe(401);
    const twice = await new Promise<number | undefined>((resolve) => {
      const headers = ['host', 'localhost', 'x-remote-user', 'kim', 'x-remote-user', 'boss'];
      httpRequest(`${proxied.base}/chat/session`, { method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });
    expect(twice).toBe(401);
  });

  test('a page of another site is refused', async () => {
    expect((await session({ 'x-remote-user': 'kim', 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });
});

describe('the page', () => {
  test('comes with a policy that lets nothing inline or foreign in', async () => {
    const response = await fetch(desk.base);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    const html = await response.text();
    expect(html).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=|\sstyle=|https?:/);
  });

  test('is not sent again when it has not changed', async () => {
    const first = await fetch(`${desk.base}/chat/page/app.js`);
    const tag = first.headers.get('etag') ?? '';
    expect(first.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    const again = await fetch(`${desk.base}/chat/page/app.js`, { headers: { 'if-none-match': tag } });
    expect(again.status).toBe(304);
  });

  test('its folder holds nothing else that is served', async () => {
    expect((await fetch(`${desk.base}/chat/page/tsconfig.json`)).status).toBe(404);
  });
});
