import { INTENTS, type Intent, type Meaning } from './diagnosis';
import { replyFeatures } from './reply-features';
import type { SoftmaxModel } from './softmax-model';
import { createSpeller } from './spelling';

/** An answer is short; what is longer than this many characters is a story or a paste. */
const LONGEST_REPLY = 400;
/** Below this nobody could tell; the dialogue asks again rather than guess. */
const OTHER_BELOW = 0.2;

/** What a short answer means. */
export type ReplyReader = (text: string) => Meaning;

/** Reads short answers by what the sentences of `shared/replies.yaml` taught. */
export function createReplyReader(model: SoftmaxModel, vocabulary: readonly string[]): ReplyReader {
  const intents = model.labels.map((label) => INTENTS.find((intent) => intent === label) ?? 'other');
  const known = new Set(vocabulary);
  const nearestWord = createSpeller(vocabulary);
  const correct = (word: string): string => (known.has(word) ? word : (nearestWord(word) ?? word));
  return (text) => {
    const shares = model.probabilities(replyFeatures(text.slice(0, LONGEST_REPLY), correct));
    return strongest(intents, shares);
  };
}

function strongest(intents: readonly Intent[], shares: Float64Array): Meaning {
  let at = 0;
  shares.forEach((share, number) => {
    if (share > (shares[at] ?? 0)) at = number;
  });
  const confidence = Math.round((shares[at] ?? 0) * 1000) / 1000;
  const intent = intents[at] ?? 'other';
  return confidence < OTHER_BELOW ? { intent: 'other', confidence } : { intent, confidence };
}
