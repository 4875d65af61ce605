import { Desk, type Mode } from './desk';
import { BOT_USER } from './fake-slack/fake-slack';
import { buttonsOf, shownText } from './fake-slack/screen';

const GENERAL = 'C0GENERAL';

describe.each<Mode>(['http', 'socket'])('over %s', (mode) => {
  let desk: Desk;
  beforeEach(async () => {
    desk = await Desk.open({ mode });
    desk.fake.workspace.addChannel(GENERAL, 'channel');
  });
  afterEach(async () => {
    expect(desk.fake.server.refusals).toEqual([]);
    await desk.close();
  });

  const said = (channel: string, thread: string | null = null) =>
    desk.fake.botSaid(channel, thread).map((message) => shownText(message.blocks));

  test('a direct message is answered there', async () => {
    const { channel, outcome } = await desk.fake.say({ user: 'U1', text: '550 <kim@example.net> & "more"' });
    await desk.settle();
    expect(outcome.acknowledged).toBe(true);
    expect(said(channel)).toEqual(['1: 550 <kim@example.net> & "more"']);
  });

  test('a mention opens a thread, where no mention is needed any more', async () => {
    const first = await desk.fake.say({ user: 'U1', channel: GENERAL, text: `@${BOT_USER} what is this` });
    await desk.settle();
    await desk.fake.say({ user: 'U2', channel: GENERAL, thread: first.ts, text: 'and this' });
    await desk.fake.say({ user: 'U2', channel: GENERAL, text: 'nothing to do with it' });
    await desk.settle();
    expect(said(GENERAL)).toEqual([]);
    expect(said(GENERAL, first.ts)).toEqual(['1: what is this', '2: and this']);
  });

  test('a choice is shown as chosen and leaves no button', async () => {
    const { channel } = await desk.fake.say({ user: 'U1', text: 'ask 1' });
    await desk.settle();
    const [question] = desk.fake.botSaid(channel);
    expect(buttonsOf(question?.blocks ?? [])).toHaveLength(1);
    const pressed = question === undefined ? null : await desk.fake.press('U1', question, 'Yes, it did');
    await desk.settle();
    expect(pressed?.acknowledged).toBe(true);
    expect(said(channel)).toEqual(['a question\n✓ Yes, it did', 'chose yes']);
    expect(buttonsOf(question?.blocks ?? [])).toHaveLength(0);
  });

  test('the assistant pane: prompts, a thread of its own, status and title', async () => {
    await desk.fake.openHome('U1', 'messages');
    await desk.settle();
    const channel = desk.fake.workspace.directChannel('U1').id;
    expect(desk.fake.workspace.prompts.get(channel)).toHaveLength(4);
    const root = desk.fake.workspace.addMessage({
      channel,
      user: 'U1',
      bot: false,
      text: 'New chat',
      blocks: [],
      thread: null,
      metadata: null,
      files: [],
    });
    await desk.fake.say({ user: 'U1', thread: root.ts, text: 'my mail came back' });
    await desk.settle();
    expect(said(channel)).toEqual(['welcome']);
    expect(said(channel, root.ts)).toEqual(['1: my mail came back']);
    await desk.fake.server.called('assistant.threads.setTitle');
    expect(desk.fake.workspace.statuses).toEqual([{ channel, thread: root.ts, status: 'is reading it…' }]);
    expect(desk.fake.workspace.titles.get(`${channel}/${root.ts}`)).toBe('my mail came back');
  });

  test('the shortcut answers the one who asked, and tells them where', async () => {
    const theirs = desk.fake.workspace.addMessage({
      channel: GENERAL,
      user: 'U9',
      bot: false,
      text: '&lt;<mailto:a@b.example|a@b.example>&gt; 550 no',
      blocks: [],
      thread: null,
      metadata: null,
      files: [],
    });
    const outcome = await desk.fake.useShortcut('U1', theirs, 'explain_bounce');
    await desk.settle();
    expect(outcome.acknowledged).toBe(true);
    expect(said(desk.fake.workspace.directChannel('U1').id)).toEqual(['1: <a@b.example> 550 no']);
    expect(desk.fake.workspace.ephemerals).toEqual([
      { user: 'U1', text: 'I am answering you in our direct messages.' },
    ]);
    expect(said(GENERAL)).toEqual([]);
  });

  test('the command opens a form, and what is pasted there is answered directly', async () => {
    await desk.fake.command('U1', '/bounce', '550 5.1.1 half of it');
    await desk.fake.server.called('views.open');
    const [id = ''] = [...desk.fake.workspace.modals.keys()];
    const empty = await desk.fake.submit('U1', id, {});
    expect(JSON.parse(empty.body)).toMatchObject({ response_action: 'errors' });
    const file = desk.fake.upload('mail.eml', 'Subject: returned');
    const sent = await desk.fake.submit('U1', id, {
      text: { value: 'one `half`' },
      more: { value: 'the other' },
      files: { files: [file] },
    });
    expect(JSON.parse(sent.body)).toMatchObject({ response_action: 'update' });
    await desk.settle();
    expect(said(desk.fake.workspace.directChannel('U1').id)).toEqual(['1: one `half`\nthe other']);
  });

  test('the Home tab lists open cases and opens the form', async () => {
    await desk.fake.say({ user: 'U1', text: 'human' });
    await desk.settle();
    await desk.fake.openHome('U1', 'home');
    await desk.fake.server.called('views.publish');
    const home = JSON.stringify(desk.fake.workspace.homes.get('U1'));
    expect(home).toContain('case 1');
    expect(home).toContain('With the help desk · since 2026-11-24 · ticket BD-1001');
    await desk.fake.pressHome('U1', 'home.start');
    await desk.fake.server.called('views.open');
    expect(desk.fake.workspace.modals.size).toBe(1);
  });

  test('files are read one by one, whatever they are called', async () => {
    const mail = desk.fake.upload('holiday.png', 'From: a@b.example\n\nfirst');
    const paste = desk.fake.upload('Untitled', 'second', { mode: 'snippet' });
    const { channel } = await desk.fake.say({ user: 'U1', text: 'look', files: [mail, paste] });
    await desk.settle();
    expect(said(channel)).toEqual(['1: look', '2: ']);
  });

  test('a message that was forwarded is read, the preview of a link is not', async () => {
    const attachments = [
      { from_url: 'https://example.net/', text: 'a page about mail' },
      { is_share: true, text: '550 5.1.1 &lt;<mailto:a@b.example|a@b.example>&gt;' },
    ];
    const { channel } = await desk.fake.say({ user: 'U1', text: 'what is this?', event: { attachments } });
    await desk.settle();
    expect(said(channel)).toEqual(['1: what is this?\n\n550 5.1.1 <a@b.example>']);
  });

  test('an e-mail that was forwarded to a channel is explained to whoever asks', async () => {
    const email = desk.fake.upload('Undelivered Mail', '<html><p>550 no</p></html>', {
      mode: 'email',
      mimetype: 'text/html',
    });
    const posted = desk.fake.workspace.addMessage({
      channel: GENERAL,
      user: 'USLACKBOT',
      bot: false,
      text: '',
      blocks: [],
      thread: null,
      metadata: null,
      files: [email],
    });
    await desk.fake.useShortcut('U1', posted, 'explain_bounce');
    await desk.settle();
    expect(said(desk.fake.workspace.directChannel('U1').id)).toEqual(['1: ']);
    expect(desk.fake.server.callsOf('files.info')).toHaveLength(1);
  });

  test('where a human has the case the pane shows no bot at work', async () => {
    const { channel, ts } = await desk.fake.say({ user: 'U1', text: 'New chat' });
    await desk.settle();
    await desk.fake.say({ user: 'U1', thread: ts, text: 'human' });
    await desk.settle();
    await desk.fake.server.called('assistant.threads.setTitle');
    await desk.fake.say({ user: 'U1', thread: ts, text: 'hello human' });
    await desk.settle();
    expect(said(channel, ts).at(-1)).toBe('3: hello human');
    // Waits for what goes on beside the answers.
    await desk.stopBot();
    expect(desk.fake.workspace.statuses).toHaveLength(1);
  });
});
