import type { Config } from '../config';
import { forget, type Forgotten, type ForgottenTicket } from '../forget';
import { referenceOf } from '../helpdesk/ticket';
import type { KnownPerson } from '../store/erasing';
import type { Store } from '../store/store';
import { CommandError } from './command-error';
import type { Write } from './identify';
import { operator } from './operator';
import { withStore } from './with-store';

/** Erases a person from the store, and says what was erased and what is not the store's to erase. */
export async function forgetPerson(config: Config, words: string, write: Write): Promise<void> {
  await withStore(config, async (store) => {
    const person = await findPerson(store, words);
    const forgotten = await forget(store, person, { by: operator(), at: new Date().toISOString() });
    write(`Erased: ${personLine(person)}`);
    for (const line of countLines(forgotten)) write(`  ${line}`);
    write('Not erased, because it is not in the store, or not theirs alone:');
    for (const line of whatIsLeft(person, forgotten)) write(`  - ${line}`);
  });
}

async function findPerson(store: Store, words: string): Promise<KnownPerson> {
  const [person, ...others] = await store.people(words);
  if (person === undefined) throw new CommandError(`nobody in the store is called ${words}`);
  if (others.length === 0) return person;
  const all = [person, ...others].map((item) => `  ${personLine(item)}`);
  throw new CommandError(`${words} fits several; say which one, by what stands first:\n${all.join('\n')}`);
}

function personLine({ channel, id, name }: KnownPerson): string {
  return name === null || name === id ? `${channel}:${id}` : `${channel}:${id}  ${name}`;
}

const TABLES: readonly (readonly [table: string, what: string])[] = [
  ['conversations', 'conversations'],
  ['messages', 'messages: what was pasted, said and answered'],
  ['cases', 'cases'],
  ['tickets', 'tickets'],
  ['ticket_troubles', 'what tickets were about'],
  ['desk_threads', 'places of cards'],
  ['audit', 'what agents did with them'],
  ['jobs', 'jobs that were waiting'],
  ['buried_jobs', 'jobs that were given up'],
  ['events_seen', 'ids of events that named them'],
];

function countLines({ rows }: Forgotten): readonly string[] {
  const width = Math.max(...TABLES.map(([table]) => table.length));
  return TABLES.map(
    ([table, what]) => `${table.padEnd(width)}  ${String(rows[table] ?? 0).padStart(6)}  ${what}`,
  );
}

const PLATFORMS: Readonly<Record<string, string>> = { slack: 'Slack', teams: 'Teams' };

function whatIsLeft({ channel }: KnownPerson, { deeds, tickets }: Forgotten): readonly string[] {
  const platform = PLATFORMS[channel];
  return [
    ...tickets.flatMap(ticketLeft),
    ...tickets.flatMap(cardsLeft),
    ...(platform === undefined
      ? []
      : [
          `their messages and the bot's in ${platform}`,
          'what they said in a thread in which somebody else spoke last',
        ]),
    ...(deeds > 0
      ? [`what they wrote to people as an agent; ${deeds} deeds in the audit trail no longer bear their name`]
      : []),
    'backups of the store',
  ];
}

/** A ticket that the store alone has is erased with it. */
function ticketLeft({ number, opened, leader }: ForgottenTicket): readonly string[] {
  const ours = referenceOf(number);
  const place = leader ?? { number, opened };
  const theirs = place.opened?.reference;
  if (theirs === undefined)
    return leader === null ? [`a ticket ${ours}, if the ticket system was just being asked to open it`] : [];
  if (theirs === referenceOf(place.number)) return [];
  const url = place.opened?.url ?? '';
  const what = leader === null ? `${ours} in the ticket system` : `what was added from ${ours} to the ticket`;
  return [`${what}: ${theirs} ${url}`.trimEnd()];
}

function cardsLeft({ number, cards }: ForgottenTicket): readonly string[] {
  return cards.map(
    ({ desk }) =>
      `the card of ${referenceOf(number)} and its thread in the desk channel of ${PLATFORMS[desk] ?? desk}`,
  );
}
