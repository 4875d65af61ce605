import { z } from 'zod';

/**
 * Takes a stored state of any earlier version to the shape of today's, a version at a time. What it gives is
 * still to be parsed; what is no state, and a state of a later version, is given back as it is and refused there.
 */
export function migrateState(json: unknown): unknown {
  const first = Version1.safeParse(json);
  return first.success ? from1To2(first.data) : json;
}

/** What version 2 changed; everything else of a version 1 passes as it is. */
const Phase1 = z.looseObject({ kind: z.string() });
const Case1 = z.looseObject({
  since: z.string(),
  phase: Phase1,
  history: z.array(Phase1),
  ticket: z.object({ reference: z.string(), url: z.string().nullable() }).nullable(),
});
type Case1 = z.infer<typeof Case1>;
const Version1 = z.looseObject({ version: z.literal(1), cases: z.array(Case1) });

/** Version 2 knows the agents of the helpdesk, whether a ticket is still on its way, and changes of the content. */
function from1To2(state: z.infer<typeof Version1>): object {
  return { ...state, version: 2, cases: state.cases.map(caseFrom1To2), unreachable: null };
}

function caseFrom1To2(item: Case1): object {
  return {
    ...item,
    phase: phaseFrom1To2(item.phase, item.since),
    history: item.history.map((phase) => phaseFrom1To2(phase, item.since)),
    ticket: ticketFrom1To2(item),
    moved: false,
  };
}

function phaseFrom1To2(phase: z.infer<typeof Phase1>, since: string): object {
  if (phase.kind === 'with-human') return { ...phase, agent: null, since, nudges: 0 };
  return phase.kind === 'closed' ? { ...phase, by: null } : phase;
}

function ticketFrom1To2({ ticket, phase }: Case1): object | null {
  if (ticket !== null) return { kind: 'open', ...ticket, joined: false };
  return phase.kind === 'with-human' ? { kind: 'opening' } : null;
}
