import { inChannel, inPersonalChat, toBot, type Sent } from './activities';
import { runsOf } from './card-faults';
import { openDesk, type Desk } from './desk';

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk({ settings: { local: true } });
});
afterEach(async () => {
  const { faults } = desk.teams;
  await desk.close();
  expect(faults).toEqual([]);
});

function file(name: string, downloadUrl: string): Sent {
  return {
    contentType: 'application/vnd.microsoft.teams.file.download.info',
    contentUrl: 'https://contoso.sharepoint.com/personal/kim/report.eml',
    name,
    content: { downloadUrl, uniqueId: 'u1', fileType: 'eml' },
  };
}

function shown(): readonly string[] {
  return desk.teams.shown.map(({ message }) => runsOf(message).join(''));
}

/** Offers a file, says something with it, and tells what the bot answered. */
async function sendFile(path: string, body: Buffer, status = 200, location?: string): Promise<void> {
  desk.teams.files.set(path, { status, body, ...(location === undefined ? {} : { location }) });
  const attachments = [file('report.eml', desk.teams.origin + path)];
  await desk.say(inPersonalChat('1', { text: 'what is this?', attachments }));
}

describe('files', () => {
  it('of a personal chat are read from the address Teams gives, without the token', async () => {
    await sendFile('/files/1', Buffer.from('a report'));
    expect(shown()).toEqual(['1: what is this?']);
    const [entry] = await desk.store.transcript(
      'teams:c0ffee00-0000-4000-8000-000000000001:personal:aad-kim',
      '',
      9,
    );
    expect(entry).toMatchObject({ file: 'report.eml', text: 'what is this?\n\na report' });
  });

  it('are followed where the store moved them', async () => {
    desk.teams.files.set('/files/new', { status: 200, body: Buffer.from('moved') });
    await sendFile('/files/1', Buffer.alloc(0), 302, `${desk.teams.origin}/files/new`);
    expect(shown()).toEqual(['1: what is this?']);
  });

  it.each([
    ['too large', 5 * 1024 * 1024 + 1, 200, 'lost too-large'],
    ['gone', 0, 404, 'lost unreachable'],
    ['no longer allowed', 0, 403, 'lost unreachable'],
  ])('that are %s are told of', async (_, size, status, expected) => {
    await sendFile('/files/1', Buffer.alloc(size), status);
    expect(shown()).toEqual([expected]);
  });

  it('are asked for again when their store fails', async () => {
    await sendFile('/files/1', Buffer.alloc(0), 503);
    expect(shown()).toEqual([]);
    desk.teams.files.set('/files/1', { status: 200, body: Buffer.from('a report') });
    desk.clock.advance(10_000);
    await desk.bot.idle();
    expect(shown()).toEqual(['1: what is this?']);
  });

  it.each([
    'https://evil.example/report.eml',
    'https://sharepoint.com.evil.example/report.eml',
    'http://contoso.sharepoint.com/report.eml',
    'https://contoso.sharepoint.com:8443/report.eml',
    'https://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
  ])('are not read from %s', async (url) => {
    await desk.say(inPersonalChat('1', { attachments: [file('report.eml', url)] }));
    expect(shown()).toEqual(['lost unreachable']);
  });

  it('are not read from a place a redirect leads to', async () => {
    await sendFile('/files/1', Buffer.alloc(0), 302, 'https://evil.example/');
    expect(shown()).toEqual(['lost unreachable']);
  });

  it('several of one message are read one after another', async () => {
    desk.teams.files.set('/files/1', { status: 200, body: Buffer.from('one') });
    desk.teams.files.set('/files/2', { status: 200, body: Buffer.from('two') });
    const attachments = ['/files/1', '/files/2'].map((path) => file(`${path}.eml`, desk.teams.origin + path));
    await desk.say(inPersonalChat('1', { text: 'both', attachments }));
    await desk.say(inPersonalChat('1', { text: 'both', attachments }));
    expect(shown()).toEqual(['1: both', '2: ']);
  });

  it.each<[string, Sent]>([
    [
      'a picture',
      { contentType: 'image/png', contentUrl: 'https://smba.trafficmanager.net/v3/attachments/1' },
    ],
    [
      'a file of a channel',
      { contentType: 'text/html', content: '<div><attachment id="f1"></attachment></div>' },
    ],
  ])('that the bot may not read are told of: %s', async (_, attachment) => {
    await desk.say(inChannel('1', '1', { ...toBot(''), attachments: [attachment] }));
    expect(shown()).toEqual(['lost unreachable']);
  });

  it('a picture beside words does not hide them', async () => {
    const attachments = [
      { contentType: 'image/png', contentUrl: 'https://smba.trafficmanager.net/v3/attachments/1' },
    ];
    await desk.say(inPersonalChat('1', { text: '550 5.1.1', attachments }));
    expect(shown()).toEqual(['1: 550 5.1.1']);
  });
});
