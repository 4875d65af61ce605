import fc from 'fast-check';
import { INTENTS } from '../../src/classifier/diagnosis';
import type { Content } from '../../src/channel';
import type { DeskAct, DeskCard } from '../../src/desk';
import type { Reply } from '../../src/dialogue/reply';
import { AGENTS, PEOPLE, World, type Conversation, type WorldOptions } from './world';

/** What happens next in the world; numbers are taken modulo what there is to choose from. */
export type Happening =
  | { readonly kind: 'person'; readonly who: number; readonly does: PersonDoes; readonly pick: number }
  /** A person goes all the way to a human. */
  | { readonly kind: 'hand-over'; readonly who: number; readonly shared: boolean; readonly pick: number }
  | { readonly kind: 'agent'; readonly who: 0 | 1; readonly does: AgentDoes; readonly pick: number }
  /** Both agents press "Take it" on one case at once. */
  | { readonly kind: 'both-take'; readonly pick: number }
  | { readonly kind: 'ticket-agent'; readonly does: TicketAgentDoes; readonly pick: number }
  | { readonly kind: 'time'; readonly seconds: number }
  | { readonly kind: 'death'; readonly moments: number };

const PERSON_DOES = [
  'shared-error',
  'own-error',
  'asks-human',
  'press',
  'old-press',
  'say',
  'command',
  'edit',
] as const;
type PersonDoes = (typeof PERSON_DOES)[number];
type AgentDoes = 'take' | 'press' | 'old-press' | 'write' | 'edit';
const TICKET_AGENT_DOES = ['comment', 'note', 'take', 'solve', 'reopen'] as const;
type TicketAgentDoes = (typeof TICKET_AGENT_DOES)[number];

export interface Schedule {
  readonly options: WorldOptions;
  readonly happenings: readonly { readonly happening: Happening; readonly pause: number }[];
}

const pick = fc.nat(1000);
const person = (does: fc.Arbitrary<PersonDoes>) =>
  fc.record({ kind: fc.constant('person' as const), who: fc.nat(2), does, pick });

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('hand-over' as const),
      who: fc.nat(2),
      shared: fc.boolean(),
      pick,
    }),
  },
  { weight: 8, arbitrary: person(fc.constantFrom(...PERSON_DOES)) },
  { weight: 3, arbitrary: person(fc.constant('say')) },
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant('agent' as const),
      who: fc.constantFrom(0 as const, 1 as const),
      does: fc.constantFrom<AgentDoes>(
        'take',
        'take',
        'press',
        'press',
        'write',
        'write',
        'old-press',
        'edit',
      ),
      pick,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('both-take' as const), pick }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('ticket-agent' as const),
      does: fc.constantFrom(...TICKET_AGENT_DOES),
      pick,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('time' as const),
      seconds: fc.constantFrom(1, 20, 600, 1000, 1000, 7200),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('death' as const), moments: fc.integer({ min: 1, max: 30 }) }),
  },
);

/** A pause is so many rounds of the event loop; from 60 on, until the bot has nothing left to do. */
const UNTIL_SETTLED = 60;

export const schedule: fc.Arbitrary<Schedule> = fc.record({
  options: fc.record({
    seed: fc.nat(1_000_000),
    trouble: fc.constantFrom(0, 0, 1, 3),
    refused: fc.constantFrom(null, null, null, 0, 1),
  }),
  happenings: fc.array(
    fc.record({ happening, pause: fc.constantFrom(0, 3, 12, UNTIL_SETTLED, UNTIL_SETTLED) }),
    {
      minLength: 1,
      maxLength: 40,
      size: 'max',
    },
  ),
});

/** Plays a schedule to its end; the caller closes the world. */
export async function play({ options, happenings }: Schedule): Promise<World> {
  const world = await World.begin(options);
  for (const { happening: next, pause } of happenings) {
    await happen(world, next);
    await world.goOn(pause);
    if (pause === UNTIL_SETTLED) await world.settle();
  }
  await world.end();
  return world;
}

function happen(world: World, next: Happening): void | Promise<void> {
  switch (next.kind) {
    case 'person': {
      const conversation = PEOPLE[next.who % PEOPLE.length] ?? PEOPLE[0];
      return world.personDoes(conversation, () => contentOf(world, conversation, next));
    }
    case 'hand-over':
      return handOver(world, next);
    case 'agent':
      return agentActs(world, next);
    case 'both-take':
      return bothTake(world, next.pick);
    case 'ticket-agent':
      return ticketAgentActs(world, next);
    case 'time':
      return world.pass(next.seconds);
    case 'death':
      return world.dieIn(next.moments);
  }
}

function handOver(
  world: World,
  { who, shared, pick: number }: Extract<Happening, { kind: 'hand-over' }>,
): void {
  const conversation = PEOPLE[who % PEOPLE.length] ?? PEOPLE[0];
  for (const does of [shared ? 'shared-error' : 'own-error', 'asks-human', 'asks-human'] as const)
    world.personDoes(conversation, () => contentOf(world, conversation, { does, pick: number }));
}

type PersonHappening = Pick<Extract<Happening, { kind: 'person' }>, 'does' | 'pick'>;

function contentOf(
  world: World,
  conversation: Conversation,
  { does, pick: number }: PersonHappening,
): Content | null {
  const say = (words: string): Content => ({ kind: 'text', text: `${words} ${world.mark()}` });
  switch (does) {
    case 'shared-error':
      return say('error ip-blocked 192.0.2.1');
    case 'own-error':
      return say(
        `error ${choose(['mailbox-full', 'recipient-server-down', 'recipient-unknown'], number) ?? ''} ${conversation.slice(6)}`,
      );
    case 'asks-human':
      return say('human');
    case 'press':
      return press(questionsOf(world, conversation).at(-1), number);
    case 'old-press':
      return press(choose(questionsOf(world, conversation), number), number);
    case 'say':
      return say(choose(INTENTS, number) ?? 'other');
    case 'command':
      return say(`bot ${choose(['status', 'solved', 'new-failure', 'cancel', 'help'], number) ?? ''}`);
    case 'edit':
      return { kind: 'edit', text: `other ${world.mark()}` };
  }
}

type Question = NonNullable<Reply['question']>;

function questionsOf(world: World, conversation: Conversation): readonly Question[] {
  return world.channels
    .flatMap((channel) => channel.postsIn(conversation))
    .flatMap(({ question }) => (question === null ? [] : [question]));
}

/** A case gets to a human sooner or later, so what leads there is pressed more often. */
function press(question: Question | undefined, number: number): Content | null {
  if (question === undefined) return null;
  const handOver = question.choices.find(({ id }) => id === 'hand-over');
  const choice = number % 2 === 0 && handOver !== undefined ? handOver : choose(question.choices, number);
  return choice === undefined ? null : { kind: 'choice', question: question.id, choice: choice.id };
}

function agentActs(world: World, { who, does, pick: number }: Extract<Happening, { kind: 'agent' }>): void {
  const thread = choose(world.desks.find(({ name }) => name === AGENTS[who].desk)?.threads ?? [], number);
  if (thread === undefined) return;
  const shown = does === 'old-press' ? choose(thread.cards, number) : thread.cards.at(-1);
  const act = actOf(world, does, shown, number);
  if (act === null) return;
  world.agentDoes(who, thread.id, act.kind === 'pressed' ? (shown?.reference ?? null) : null, act);
}

function actOf(world: World, does: AgentDoes, card: DeskCard | undefined, number: number): DeskAct | null {
  switch (does) {
    case 'take':
      return { kind: 'pressed', action: 'take' };
    case 'press':
    case 'old-press': {
      const action = choose(card?.buttons ?? [], number)?.action;
      return action === undefined || action === 'reply' ? null : { kind: 'pressed', action };
    }
    case 'write':
      return { kind: 'wrote', text: `from an agent ${world.mark()}`, files: [] };
    case 'edit':
      return { kind: 'edited', text: `from an agent ${world.mark()}` };
  }
}

function bothTake(world: World, number: number): void {
  const reference = choose(world.desks[0]?.threads ?? [], number)?.cards[0]?.reference;
  if (reference === undefined) return;
  world.desks.forEach((desk, index) => {
    const thread = desk.threadOf(reference);
    const who = index === 0 ? 0 : 1;
    if (thread !== undefined) world.agentDoes(who, thread.id, reference, { kind: 'pressed', action: 'take' });
  });
}

function ticketAgentActs(
  world: World,
  { does, pick: number }: Extract<Happening, { kind: 'ticket-agent' }>,
): void {
  const reference = choose(world.tickets.opened, number)?.ticket.reference;
  if (reference === undefined) return;
  switch (does) {
    case 'comment':
    case 'note':
      return world.ticketAgentDoes(reference, {
        kind: 'commented',
        text: `from an agent ${world.mark()}`,
        internal: does === 'note',
      });
    case 'take':
      return world.ticketAgentDoes(reference, { kind: 'taken' });
    case 'solve':
      return world.ticketAgentDoes(reference, { kind: 'solved' });
    case 'reopen':
      return world.ticketAgentDoes(reference, { kind: 'reopened' });
  }
}

function choose<Item>(items: readonly Item[], number: number): Item | undefined {
  return items[number % Math.max(1, items.length)];
}
