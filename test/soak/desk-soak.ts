import fc from 'fast-check';
import { broken } from '../desk/promises';
import { play, schedule } from '../desk/schedule';
import type { World } from '../desk/world';

/** What happened in all schedules together, so that it can be seen that they are worth something. */
export interface DeskSoak {
  readonly schedules: number;
  readonly deaths: number;
  readonly turns: number;
  readonly handedOver: number;
  readonly joined: number;
  readonly taken: number;
  readonly cameTooLate: number;
  readonly saidToAgents: number;
  readonly saidByAgents: number;
  readonly solved: number;
  /** Schedules after which a promise was broken; the run ends with the first one. */
  readonly broken: number;
}

const NONE: DeskSoak = {
  schedules: 0,
  deaths: 0,
  turns: 0,
  handedOver: 0,
  joined: 0,
  taken: 0,
  cameTooLate: 0,
  saidToAgents: 0,
  saidByAgents: 0,
  solved: 0,
  broken: 0,
};

/** Plays random schedules of the human side; one that breaks a promise is told in its shortest form. */
export async function soakDesk(seed: number, schedules: number): Promise<DeskSoak> {
  let soak = NONE;
  const property = fc.asyncProperty(schedule, async (one) => {
    const world = await play(one);
    try {
      soak = add(soak, tally(world));
      const faults = await broken(world);
      if (faults.length > 0) throw new Error(faults.join('\n'));
    } finally {
      await world.close();
    }
  });
  const details = await fc.check(property, { seed, numRuns: schedules });
  if (details.failed)
    process.stdout.write(`${fc.defaultReportMessage(details)}\n${String(details.errorInstance)}\n`);
  return { ...soak, broken: details.failed ? 1 : 0 };
}

function tally({ trace, deaths }: World): DeskSoak {
  const effects = trace.flatMap((step) => step.effects);
  const acts = trace.flatMap(({ event }) => (event.kind === 'agentActed' ? [event.act.kind] : []));
  const count = (kind: string) => effects.filter((effect) => effect.kind === kind).length;
  return {
    ...NONE,
    schedules: 1,
    deaths,
    turns: trace.length,
    handedOver: count('openTicket'),
    joined: trace.filter(({ event }) => event.kind === 'ticketJoined').length,
    taken: acts.filter((act) => act === 'took').length,
    cameTooLate: count('tellAgent'),
    saidToAgents: count('relay'),
    saidByAgents: acts.filter((act) => act === 'wrote').length,
    solved: acts.filter((act) => act === 'solved').length,
  };
}

function add(one: DeskSoak, other: DeskSoak): DeskSoak {
  return {
    schedules: one.schedules + other.schedules,
    deaths: one.deaths + other.deaths,
    turns: one.turns + other.turns,
    handedOver: one.handedOver + other.handedOver,
    joined: one.joined + other.joined,
    taken: one.taken + other.taken,
    cameTooLate: one.cameTooLate + other.cameTooLate,
    saidToAgents: one.saidToAgents + other.saidToAgents,
    saidByAgents: one.saidByAgents + other.saidByAgents,
    solved: one.solved + other.solved,
    broken: 0,
  };
}
