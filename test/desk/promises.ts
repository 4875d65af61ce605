import type { Effect } from '../../src/dialogue/effect';
import { standingOf } from '../../src/dialogue/standing';
import { activeCase, someAgentSpeaks, type Case, type State } from '../../src/dialogue/state';
import { deskCard } from '../../src/helpdesk/desk-card';
import { referenceOf } from '../../src/helpdesk/ticket';
import type { TicketRecord } from '../../src/store/records';
import { expected, waitsForAnother, whose } from './owners';
import type { Thread } from './platforms';
import { knowledge, type Step, type World } from './world';

/** Everything that was promised and not kept, in words; none when all is well. */
export async function broken(world: World): Promise<readonly string[]> {
  const tickets = await world.store.tickets(1000);
  const buried = await world.store.buriedJobs(1000);
  return [
    ...world.faults,
    ...world.trace.flatMap(brokenInStep),
    ...brokenPosts(world),
    ...brokenRelays(world),
    ...brokenTickets(world, tickets),
    ...leftAlone(world, tickets),
    ...buried
      .filter(({ task }) => task.kind !== 'openTicket')
      .map(({ task, reason }) => `given up: ${task.kind}, ${reason}`),
    ...((await world.left()) === 0 ? [] : ['jobs are left']),
  ];
}

/** An agent's own words, and what is announced when they do something, are no turns of the bot. */
function brokenInStep(step: Step): readonly string[] {
  const { event, before, after, effects } = step;
  const where = `${step.conversation} ${event.kind}`;
  return [
    ...(isSilent(step) ? [] : [`${where}: the bot spoke while an agent had the case`]),
    ...(isRelayed(step) ? [] : [`${where}: what was said did not go to the agents`]),
    ...before.cases.flatMap((item) => {
      const now = after.cases.find(({ id }) => id === item.id);
      if (now === undefined) return [`${where}: a case is gone`];
      const wanted = expected(before, item, event, now);
      const got = whose(now);
      const fits = wanted === null ? got.kind !== 'agents' : JSON.stringify(got) === JSON.stringify(wanted);
      return fits
        ? []
        : [`${where}: case ${item.id} is ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`];
    }),
    ...(isTold(step) ? [] : [`${where}: an agent who came too late was not told`]),
    ...(effects.filter(({ kind }) => kind === 'reply').length > 1 ? [`${where}: two replies in a turn`] : []),
  ];
}

/** A person who was to paste another error and says something else says it to the agent. */
function speaksToAgent({ event, before }: Step): boolean {
  if (event.kind !== 'said' || event.toBot || event.analysis.kind !== 'analysed') return false;
  return waitsForAnother(before) !== null && event.analysis.diagnosed.length === 0;
}

function isSilent(step: Step): boolean {
  const { event, before, effects } = step;
  if (!someAgentSpeaks(before) && !speaksToAgent(step)) return true;
  if (event.kind === 'agentActed' || event.kind === 'agentFileLost' || event.kind === 'attachmentLost')
    return true;
  if (event.kind === 'said' && event.toBot) return true;
  return !effects.some(({ kind }) => kind === 'reply');
}

function isRelayed(step: Step): boolean {
  const { event, before, effects } = step;
  const edits = event.kind === 'edited' && (someAgentSpeaks(before) || waitsForAnother(before) !== null);
  const says = event.kind === 'said' && !event.toBot && (someAgentSpeaks(before) || speaksToAgent(step));
  if (!edits && !says) return true;
  const id = (waitsForAnother(before) ?? activeCase(before))?.id;
  return effects.some((effect) => effect.kind === 'relay' && effect.caseId === id);
}

function isTold({ event, before, effects }: Step): boolean {
  if (event.kind !== 'agentActed' || event.act.kind !== 'took') return true;
  const item = before.cases.find(({ id }) => id === event.caseId);
  if (item === undefined) return true;
  const now = whose(item);
  const late =
    now.kind === 'over' || now.kind === 'asked' || (now.kind === 'agents' && now.id !== event.agent.id);
  return !late || effects.some((effect) => effect.kind === 'tellAgent' && effect.agent.id === event.agent.id);
}

const MARK = /#\d+\./;
const markOf = (text: string) => MARK.exec(text)?.[0] ?? '';

/** Everything said to a person was shown, once and in order. */
function brokenPosts({ trace, channels }: World): readonly string[] {
  const conversations = new Set(trace.map(({ conversation }) => conversation));
  return [...conversations].flatMap((conversation) => {
    const meant = trace
      .filter((step) => step.conversation === conversation)
      .flatMap(({ effects }) => effects.flatMap((effect) => (effect.kind === 'reply' ? [effect.reply] : [])));
    const shown = channels.flatMap((channel) => channel.postsIn(conversation));
    return JSON.stringify(shown) === JSON.stringify(meant)
      ? []
      : [`${conversation}: not shown as it was meant`];
  });
}

type Telling = Extract<Effect, { kind: 'relay' | 'mirror' }>;

/** What people and agents tell each other is read in every other place, once and in its order. */
function brokenRelays(world: World): readonly string[] {
  const { trace, desks, tickets } = world;
  const tellings = trace.flatMap((step) =>
    step.effects.flatMap((effect) =>
      effect.kind === 'relay' || effect.kind === 'mirror' ? [{ step, effect }] : [],
    ),
  );
  const toDesks = desks.flatMap(({ name, threads }) =>
    compare(
      `desk ${name}`,
      tellings.filter(({ effect }) => effect.kind === 'relay' || effect.from !== name).map(marked),
      threads.map(marksIn),
    ),
  );
  const toTickets = compare(
    'the ticket system',
    tellings.filter(({ effect }) => effect.kind === 'relay' || effect.from !== 'tickets').map(marked),
    tickets.opened.map(({ comments }) => comments.map(({ text }) => markOf(text))),
    world.options.refused === null ? 1 : 0,
  );
  return [...toDesks, ...toTickets, ...wordsToPeople(world), ...asides(world)];
}

interface Told {
  readonly step: Step;
  readonly effect: Telling;
}

function marked({ step, effect }: Told): Marked {
  return { conversation: step.conversation, mark: markIn(step, effect) };
}

function marksIn({ lines }: Thread): readonly string[] {
  return lines.flatMap((line) =>
    line.kind === 'line' && (line.line.kind === 'person' || line.line.kind === 'agent')
      ? [markOf(line.line.text)]
      : [],
  );
}

function markIn({ event }: Step, effect: Telling): string {
  if (effect.kind === 'mirror') return markOf(effect.text);
  return markOf(effect.edited ?? (event.kind === 'said' ? event.text : ''));
}

interface Marked {
  readonly conversation: string;
  readonly mark: string;
}

/**
 * `places`: what is read in each of them, in order; something stands in one of them only. `atLeast`: 0 where what
 * was meant for a refused ticket is in none.
 */
function compare(
  where: string,
  meant: readonly Marked[],
  places: readonly (readonly string[])[],
  atLeast: 0 | 1 = 1,
): readonly string[] {
  const read = places.flat();
  const counted = meant.flatMap(({ mark }) => {
    const count = read.filter((other) => other === mark).length;
    return count === 1 || count === atLeast ? [] : [`${where}: ${mark} was read ${count} times`];
  });
  const unmeant = read.filter((mark) => !meant.some((entry) => entry.mark === mark));
  const conversations = [...new Set(meant.map(({ conversation }) => conversation))];
  const disordered = conversations.filter((conversation) => {
    const mine = meant.filter((entry) => entry.conversation === conversation).map(({ mark }) => mark);
    return places.some((place) => {
      const readOfMine = place.filter((mark) => mine.includes(mark));
      return readOfMine.some((mark, at) => mine.indexOf(mark) < mine.indexOf(readOfMine[at - 1] ?? mark));
    });
  });
  return [
    ...counted,
    ...unmeant.map((mark) => `${where}: ${mark} was not meant for it`),
    ...disordered.map((conversation) => `${where}: ${conversation} is out of order`),
  ];
}

/** What an agent writes is shown to the person, though the world may end between their platform and ours. */
function wordsToPeople({ trace, channels, accepted }: World): readonly string[] {
  const shown = channels.flatMap(({ posts }) =>
    posts.flatMap(({ reply }) =>
      reply.blocks.flatMap((block) => (block.kind === 'human' ? [markOf(block.text)] : [])),
    ),
  );
  const heard = trace.flatMap(({ event }) =>
    event.kind === 'agentActed' && event.act.kind === 'wrote' ? [markOf(event.act.text)] : [],
  );
  return accepted.flatMap((mark) => {
    const count = shown.filter((other) => other === mark).length;
    const times = heard.filter((other) => other === mark).length;
    return count === 1 && times === 1
      ? []
      : [`an agent's ${mark} was heard ${times} times and shown ${count} times`];
  });
}

function asides({ trace, desks }: World): readonly string[] {
  const meant = trace.flatMap(({ effects }) =>
    effects.flatMap((effect) => (effect.kind === 'tellAgent' ? [`${effect.from} ${effect.agent.id}`] : [])),
  );
  const told = desks.flatMap(({ name, threads }) =>
    threads.flatMap(({ lines }) =>
      lines.flatMap((line) => (line.kind === 'aside' ? [`${name} ${line.agent}`] : [])),
    ),
  );
  const inDesks = meant.filter((entry) => desks.some(({ name }) => entry.startsWith(`${name} `)));
  return JSON.stringify([...inDesks].sort()) === JSON.stringify([...told].sort())
    ? []
    : ['asides got lost or doubled'];
}

/** One ticket and one card on each desk for a case, in the state the case is in; none for one that was joined. */
function brokenTickets(world: World, records: readonly TicketRecord[]): readonly string[] {
  const own = records.filter(({ joined }) => joined === null);
  const cases = records.map(({ conversation, draft }) => `${conversation} ${draft.caseId}`);
  return [
    ...(new Set(cases).size === cases.length ? [] : ['a case has two tickets']),
    ...world.desks.flatMap(({ name, threads }) => {
      const references = threads.map(({ cards }) => cards[0]?.reference ?? '');
      const wanted = own.map(({ number }) => referenceOf(number));
      return JSON.stringify([...references].sort()) === JSON.stringify([...wanted].sort())
        ? []
        : [`desk ${name}: cards ${references.join(' ')}, tickets ${wanted.join(' ')}`];
    }),
    ...own.flatMap((record) => brokenTicket(world, records, record)),
    ...records.flatMap((record) =>
      record.joined !== null && world.tickets.ticketOf(referenceOf(record.number)) !== undefined
        ? [`${referenceOf(record.number)} was joined and has a ticket of its own`]
        : [],
    ),
  ];
}

function brokenTicket(
  world: World,
  records: readonly TicketRecord[],
  record: TicketRecord,
): readonly string[] {
  const reference = referenceOf(record.number);
  const found = caseOf(world, record);
  if (found === null) return [`${reference} has no case`];
  const standing = standingOf(knowledge, found.state, found.item);
  if (standing === null) return [`${reference} is for no human`];
  const joined = records.filter((other) => other.joined === record.number && other.closedAt === null).length;
  const wanted = deskCard({ ticket: record, standing, conversationUrl: null, joined });
  const over = found.item.phase.kind === 'closed';
  const ticket = world.tickets.ticketOf(reference);
  const state = over ? 'solved' : 'open';
  return [
    ...world.desks.flatMap((desk) => {
      const card = desk.threadOf(reference)?.cards.at(-1);
      return JSON.stringify(card?.status) === JSON.stringify(wanted.status)
        ? []
        : [
            `desk ${desk.name}: ${reference} shows ${card?.status.text ?? 'nothing'}, not ${wanted.status.text}`,
          ];
    }),
    ...(over === (record.closedAt !== null)
      ? []
      : [`${reference}: closed in the store ${record.closedAt ?? 'not'}`]),
    ...(ticket === undefined
      ? found.item.ticket?.kind === 'refused'
        ? []
        : [`${reference} was never opened`]
      : ticket.state === state
        ? []
        : [`${reference} is ${ticket.state}, not ${state}`]),
  ];
}

/** Whoever waits for a human waits for one who has the case before them. */
function leftAlone(world: World, records: readonly TicketRecord[]): readonly string[] {
  return records.flatMap((record) => {
    const reference = referenceOf(record.number);
    const item = caseOf(world, record)?.item;
    if (item?.phase.kind !== 'with-human') return [];
    if (item.ticket?.kind === 'opening') return [`${reference} is still being opened`];
    const leader = records.find(({ number }) => number === record.joined);
    const ahead = leader === undefined ? null : caseOf(world, leader)?.item.phase.kind;
    return ahead === null || ahead === 'with-human'
      ? []
      : [`${reference} waits for one that is ${ahead ?? 'gone'}`];
  });
}

function caseOf(
  { trace }: World,
  record: TicketRecord,
): { readonly state: State; readonly item: Case } | null {
  const last = trace.findLast(({ conversation }) => conversation === record.conversation);
  const item = last?.after.cases.find(({ id }) => id === record.draft.caseId);
  return last === undefined || item === undefined ? null : { state: last.after, item };
}
