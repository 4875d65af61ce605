import { NOT_A_BOUNCE, type Certainty, type Ranked } from './diagnosis';

/**
 * The three ways of the dialogue, by what a mistake costs in minutes of a person's time:
 *   a wrong path  about 20 (steps that cannot help, an escalation to the wrong side)
 *   a question    about 2
 *   asking for the whole bounce about 5
 * Beginning at once costs (1 - c) * 20 on average, one question 2: it pays to be sure only from c = 0.9 less
 * what the question itself may go wrong (people misread it about one time in ten): 0.8.
 */
const SURE_FROM = 0.8;
/** A question between two is worth its 2 minutes only when they are the answer together in most cases. */
const TWO_COVER = 0.6;
const RIVAL_FROM = 0.08;
/** A mail failure answered with "this is no mail failure" sends a person away unhelped: be sure, or ask. */
const NOT_A_BOUNCE_FROM = 0.5;

export function certaintyOf(ranked: readonly Ranked[]): Certainty {
  const [first, second] = ranked;
  if (first === undefined) return 'unsure';
  if (first.label === NOT_A_BOUNCE) return first.confidence >= NOT_A_BOUNCE_FROM ? 'not-a-bounce' : 'unsure';
  if (first.confidence >= SURE_FROM) return 'sure';
  if (second === undefined || second.label === NOT_A_BOUNCE || second.confidence < RIVAL_FROM)
    return 'unsure';
  return first.confidence + second.confidence >= TWO_COVER ? 'between' : 'unsure';
}
