import { join } from 'node:path';
import { loadExpert, type Expert } from '../../src/cli/expert';
import { forgetPerson } from '../../src/cli/forget';
import { listTickets, showTicket } from '../../src/cli/tickets';
import { conversationOf, Helpdesk, type Speaker } from './helpdesk';

const KIM: Speaker = { id: 'T1/UKIM', name: 'Kim Lindqvist' };
const ANN: Speaker = { id: 'T1/UANN', name: 'Ann Ode' };
const ALEX: Speaker = { id: 'T1/UALEX', name: 'Alex Moser' };
/** Somebody else's case about the same address is added to it. */
const BLOCKED = '550 5.7.1 Message rejected: your IP 192.0.2.7 is on the blocklist zen.spamhaus.org';
/** Long enough to lie on pages of its own in the file. */
const LONG = `${BLOCKED}\n${'Received: from kim-laptop.corp.example by mx.corp.example; bluebottle\n'.repeat(400)}`;

let expert: Expert;
let helpdesk: Helpdesk;
beforeAll(async () => {
  expert = await loadExpert(join(__dirname, '..', '..', 'intents'));
}, 120_000);
beforeEach(async () => {
  helpdesk = await Helpdesk.open(expert);
});
afterEach(() => helpdesk.close());

async function printed(
  command: (config: Helpdesk['config'], words: string, write: (line: string) => void) => Promise<void>,
  words: string,
): Promise<string> {
  const lines: string[] = [];
  await command(helpdesk.config, words, (line) => lines.push(line));
  return lines.join('\n');
}

/** Says what is needed to be handed over. */
async function handOver(user: Speaker, paste: string): Promise<void> {
  await helpdesk.say(user, paste);
  await helpdesk.say(user, 'hand over now');
  await helpdesk.say(user, 'talk to a human');
}

const inTouch = (user: Speaker) => helpdesk.store.knows(conversationOf(user));

describe('somebody who is forgotten', () => {
  it('is in no row and no byte of the store, and the command says what was erased and what it can not reach', async () => {
    await handOver(KIM, LONG);
    await helpdesk.act(ALEX, 'BD-1001', { kind: 'pressed', action: 'take' });
    await helpdesk.act(ALEX, 'BD-1001', { kind: 'wrote', text: 'Hello Kim Lindqvist', files: [] });
    await helpdesk.say(KIM, 'thank you, says the bluebottle');
    await handOver(ANN, '552 5.2.2 <bob@shop.example>: Mailbox full');
    expect(helpdesk.bytes()).toContain('bluebottle');

    const told = await printed(forgetPerson, 'Kim Lindqvist');
    expect(told).toMatch(/^Erased: slack:T1\/UKIM {2}Kim Lindqvist\n/);
    expect(told).toMatch(/ conversations +2 {2}/);
    expect(told).toMatch(/ tickets +1 {2}/);
    expect(told).toMatch(/ audit +2 {2}/);
    expect(told).toContain('- BD-1001 in the ticket system: T1 https://tickets.example/T1');
    expect(told).toContain('- the card of BD-1001 and its thread in the desk channel of Slack');
    expect(told).toContain("- their messages and the bot's in Slack");
    for (const words of ['Kim', 'UKIM', 'bluebottle', '192.0.2.7']) {
      expect([words, helpdesk.rows().includes(words)]).toEqual([words, false]);
      expect([words, helpdesk.bytes().includes(words)]).toEqual([words, false]);
    }
    expect([await inTouch(KIM), await inTouch(ANN)]).toEqual([false, true]);
    await expect(printed(showTicket, 'BD-1001')).rejects.toThrow(
      /^ticket BD-1001 was erased on .* by .* \(terminal\)$/,
    );
  });

  it('does not come back by what was under way, or by an agent at a card that still stands', async () => {
    await handOver(KIM, BLOCKED);
    let erased: Promise<string> | null = null;
    helpdesk.meanwhile = async () => {
      erased ??= printed(forgetPerson, KIM.id);
      await erased;
    };
    await helpdesk.say(KIM, 'is anybody there?');
    await helpdesk.act(ALEX, 'BD-1001', { kind: 'wrote', text: 'Hello', files: [] });
    helpdesk.clock.pass(3_600);
    await helpdesk.bot.idle();
    expect(await inTouch(KIM)).toBe(false);
    expect(helpdesk.rows()).not.toMatch(/Kim|UKIM|anybody/);
    expect((await helpdesk.store.outbox(helpdesk.clock.now().toISOString())).waiting).toBe(0);
    expect(await helpdesk.store.buriedJobs(9)).toEqual([]);

    await helpdesk.say(KIM, 'hello');
    expect(await helpdesk.store.transcript(conversationOf(KIM), '', 9)).toHaveLength(2);
  });

  it('leaves those whose cases were added to theirs with tickets of their own', async () => {
    await handOver(KIM, BLOCKED);
    await handOver(ANN, BLOCKED);
    expect((await helpdesk.store.ticket(2))?.joined).toBe(1);
    await printed(forgetPerson, 'slack:UKIM');
    // The command goes by the real time.
    helpdesk.clock.pass(Math.max(0, Date.now() - helpdesk.clock.now().getTime()) / 1_000);
    await helpdesk.bot.idle();
    expect(await helpdesk.store.ticket(2)).toMatchObject({ joined: null, opened: { reference: 'T2' } });
  });

  it('is not named where their case was added to somebody else’s', async () => {
    await handOver(ANN, BLOCKED);
    await handOver(KIM, BLOCKED);
    const told = await printed(forgetPerson, 'slack:T1/UKIM');
    expect(told).toContain('- what was added from BD-1002 to the ticket: T1 https://tickets.example/T1');
    expect(helpdesk.rows()).not.toMatch(/Kim|UKIM/);
    expect((await helpdesk.store.ticket(1))?.closedAt).toBeNull();
  });

  it('as an agent leaves what they did without their name', async () => {
    await handOver(KIM, BLOCKED);
    await helpdesk.act(ALEX, 'BD-1001', { kind: 'pressed', action: 'take' });
    const told = await printed(forgetPerson, 'slack:UALEX');
    expect(told).toContain('1 deeds in the audit trail no longer bear their name');
    expect((await helpdesk.store.deeds(1)).map(({ who, what }) => [who, what])).toEqual([['erased', 'took']]);
    expect(await inTouch(KIM)).toBe(true);
  });

  it('has to be named so that only they can be meant', async () => {
    await helpdesk.say(KIM, 'hello');
    await helpdesk.say({ id: 'T2/UKIM', name: 'Kim' }, 'hello');
    await expect(printed(forgetPerson, 'UKIM')).rejects.toThrow(
      'UKIM fits several; say which one, by what stands first:\n  slack:T1/UKIM  Kim Lindqvist\n  slack:T2/UKIM  Kim',
    );
    await expect(printed(forgetPerson, 'teams:UKIM')).rejects.toThrow(
      'nobody in the store is called teams:UKIM',
    );
    expect(await inTouch(KIM)).toBe(true);
  });
});

describe('the audit trail', () => {
  const list = () => printed((config, _, write) => listTickets(config, write), '');

  it('tells how each ticket stands, and of one who took, read, answered and closed it', async () => {
    await handOver(KIM, BLOCKED);
    expect(await list()).toMatch(/^BD-1001 .* waiting since 2026-/m);
    await helpdesk.act(ALEX, 'BD-1001', { kind: 'pressed', action: 'take' });
    expect(await list()).toMatch(/^BD-1001 .* taken by Alex Moser, 2026-/m);
    await helpdesk.act(ALEX, 'BD-1001', { kind: 'wrote', text: 'It is gone.', files: [] });
    await helpdesk.act(ALEX, 'BD-1001', { kind: 'pressed', action: 'solve' });
    expect(await list()).toMatch(/^BD-1001 .* solved by Alex Moser; the person is asked whether it works$/m);
    await helpdesk.say(KIM, 'yes, it works');
    expect(await list()).toMatch(/^BD-1001 .* solved, closed 2026-/m);

    await printed(showTicket, 'bd 1001');
    const told = await printed(showTicket, 'BD-1001');
    const deeds = told.slice(told.indexOf('Who did what')).split('\n').slice(2);
    expect(deeds.map((line) => line.slice(22))).toEqual([
      'Alex Moser (slack)  took it',
      'Alex Moser (slack)  answered the person',
      'Alex Moser (slack)  solved it',
      expect.stringMatching(/^\S+ \(terminal\) {2}read it$/),
      expect.stringMatching(/^\S+ \(terminal\) {2}read it$/),
    ]);
  });
});
