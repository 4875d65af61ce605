import { join } from 'node:path';
import { loadExpert, type Expert } from '../../../src/cli/expert';
import { buttonsOf, shownText } from '../../slack/fake-slack/screen';
import type { FakeMessage } from '../../slack/fake-slack/workspace';
import { inPersonalChat } from '../../teams/activities';
import { wordsOf } from '../../teams/card-faults';
import { DESK, Office } from './office';
import { RtAgent, type SeenTicket } from './rt-agent';
import { describeWithRt, startRt, type RunningRt } from './rt-server';
import { fakeIntervals } from '../../faked-intervals';

/**
 * The whole way of a case that no step helps with, against a real Request Tracker 5: employee, agent in Slack's
 * desk channel, agent in RT. rt.test.ts says so where there is none on this machine.
 */
const PASTE = [
  '<anna.kelr@partner.example>: host mx1.partner.example[192.0.2.7] said: 550 5.1.1',
  '<anna.kelr@partner.example>: Recipient address rejected: User unknown in virtual mailbox table',
].join(' ');
const STEPS_THAT_FAIL = [
  'The address looks right',
  'Only this one, or a few',
  'It came back again',
  'They say the address is right',
  'Theirs comes back too',
  "They see no fault, or I can't do that",
];

/** What a human needs to know beyond that, as far as the employee likes to answer. */
const ANSWERS = ['Yes', 'Hand over now'];

interface Employee {
  readonly name: string;
  say(text: string): Promise<unknown>;
  /** All that the bot has said to them, as it stands now. */
  messages(): readonly string[];
  sees(): string;
}

jest.setTimeout(600_000);
let rt: RunningRt;
let expert: Expert;
let office: Office;
let agentInRt: RtAgent;

describeWithRt('a case that a human has to solve, with a real Request Tracker 5', () => {
  beforeAll(async () => {
    rt = await startRt();
    agentInRt = new RtAgent(rt);
    expert = await loadExpert(join(__dirname, '..', '..', '..', 'intents'));
  });
  afterAll(() => rt?.stop());

  beforeEach(async () => {
    // The time between two questions to RT is passed at will; everything else runs in real time.
    fakeIntervals();
    office = await Office.open(expert, rt);
    office.slack.workspace.addChannel(DESK, 'group');
    office.slack.workspace.people.set('U1', 'Kim Lee').set('U9', 'Alex');
  });
  afterEach(async () => {
    const { refusals } = office.slack.server;
    const { faults } = office.teams;
    const buried = await office.store.buriedJobs(10);
    await office.close();
    jest.useRealTimers();
    expect([refusals, faults, buried]).toEqual([[], [], []]);
  });

  test.each<[string, () => Employee]>([
    ['Slack', inSlack],
    ['Teams', inTeams],
  ])('goes from a paste in %s to its end there, in RT and on the desk', async (_, employeeIn) => {
    const employee = employeeIn();
    const ticket = await handOver(employee);

    expect(ticket.subject).toBe('This address does not exist [BD-1001]');
    expect(ticket.text).toContain('anna.kelr@partner.example');
    expect(ticket.text).toContain('Enhanced status code: 5.1.1');
    for (const label of STEPS_THAT_FAIL) expect(ticket.text).toContain(label);
    expect(ticket.files.get('BD-1001-error-1.txt')).toBe(PASTE);
    expect(ticket.files.get('BD-1001-conversation.txt')).toContain(`${employee.name}: (error 1`);
    expect(employee.sees()).toContain(`/Ticket/Display.html?id=${ticket.id}`);
    expect(card()).toContain('This address does not exist');
    expect(card()).toContain('anna.kelr@partner.example');

    await press('Take it');
    await office.until(() => employee.sees().includes('Alex') && card().includes('Alex'));

    await writeInThread('Our server is fine; I ask theirs.');
    await office.until(async () => {
      const { comments } = await agentInRt.ticket(ticket.id);
      return comments.some((text) => text.includes('Alex') && text.includes('I ask theirs.'));
    });
    await office.until(() => employee.sees().includes('Our server is fine; I ask theirs.'));

    await agentInRt.write(ticket.id, 'They probably moved her mailbox.', 'note');
    await agentInRt.write(ticket.id, 'Their IT has recreated the mailbox.', 'answer');
    await office.until(() => employee.sees().includes('Their IT has recreated the mailbox.'));
    await office.until(() => thread().includes('Their IT has recreated the mailbox.'));

    await employee.say('Shall I send it again now?');
    await office.until(() => thread().includes('Shall I send it again now?'));
    await office.until(async () => {
      const { comments } = await agentInRt.ticket(ticket.id);
      return comments.some((text) => text.includes('Shall I send it again now?'));
    });
    const told = employee.sees();
    expect(told).not.toContain('They probably moved her mailbox.');
    expect(thread()).not.toContain('They probably moved her mailbox.');

    await agentInRt.setStatus(ticket.id, 'resolved');
    await office.until(() => employee.sees().length > told.length && labels().length < 4);
    expect((await agentInRt.ticket(ticket.id)).status).toBe('resolved');

    await employee.say('no, it is still bouncing');
    await office.until(async () => (await agentInRt.ticket(ticket.id)).status === 'open');
    await agentInRt.write(ticket.id, 'Once more, please.', 'answer');
    await office.until(() => employee.sees().includes('Once more, please.'));
    await agentInRt.setStatus(ticket.id, 'resolved');
    await office.until(() => labels().length < 4);

    await employee.say('yes, it works now');
    await office.until(() => labels().length === 0);
    const done = await agentInRt.ticket(ticket.id);
    expect(done.status).toBe('resolved');
    const relayed = employee
      .messages()
      .filter((text) => text.includes('Their IT has recreated the mailbox.'));
    expect(relayed).toHaveLength(1);
    expect(done.comments.filter((text) => text.includes('I ask theirs.'))).toHaveLength(1);
    expect(await agentInRt.tickets()).toHaveLength(Number(ticket.id));
    const [record] = await office.store.tickets(9);
    expect(record?.closedAt).not.toBeNull();
  });
});

/** Pastes, tries every step in vain, and is handed over. */
async function handOver(employee: Employee): Promise<SeenTicket> {
  const before = (await agentInRt.tickets()).length;
  await employee.say(PASTE);
  await office.until(() => employee.sees().includes('Step 1 of 6'));
  for (const answer of [...STEPS_THAT_FAIL, ...ANSWERS]) {
    const seen = employee.sees();
    await employee.say(answer);
    await office.until(() => employee.sees().length > seen.length);
  }
  await office.until(() => employee.sees().includes('/Ticket/Display.html') && cards().length === 1);
  const tickets = await agentInRt.tickets();
  expect(tickets).toHaveLength(before + 1);
  const ticket = tickets.at(-1);
  if (ticket === undefined) throw new Error('no ticket');
  return ticket;
}

function inSlack(): Employee {
  const { slack } = office;
  const channel = slack.workspace.directChannel('U1').id;
  const messages = () => slack.botSaid(channel).map(written);
  return {
    name: 'Kim Lee',
    say: (text) => slack.say({ user: 'U1', text }),
    messages,
    sees: () => messages().join('\n'),
  };
}

function inTeams(): Employee {
  let said = 0;
  const messages = () => office.teams.messagesIn('a:1kim').map(wordsOf);
  return {
    name: 'Kim Doe',
    say: (text) => {
      said += 1;
      return office.teams.send(office.url, inPersonalChat(`said-${said}`, { text }));
    },
    messages,
    sees: () => messages().join('\n'),
  };
}

function cards(): readonly FakeMessage[] {
  return office.slack.botSaid(DESK);
}

function theCard(): FakeMessage {
  const [card] = cards();
  if (card === undefined) throw new Error('no card');
  return card;
}

function card(): string {
  return written(theCard());
}

/** What can be pressed on the card: nothing any more when the case is over. */
function labels(): readonly string[] {
  return buttonsOf(theCard().blocks)
    .map((button) => button.text.text)
    .filter((label) => label !== '');
}

function thread(): string {
  return office.slack.botSaid(DESK, theCard().ts).map(written).join('\n');
}

function press(label: string): Promise<unknown> {
  return office.slack.press('U9', theCard(), label);
}

function writeInThread(text: string): Promise<unknown> {
  return office.slack.say({ user: 'U9', channel: DESK, thread: theCard().ts, text });
}

/** Also where links lead. */
function written({ blocks }: FakeMessage): string {
  const fields = (blocks as { fields?: { text: string }[] }[]).flatMap((block) => block.fields ?? []);
  return [shownText(blocks), ...fields.map(({ text }) => text), JSON.stringify(blocks)].join('\n');
}
