import { fitCalibration, verdictOf, type Trial } from './calibration';
import { NOT_A_BOUNCE, type Label } from './diagnosis';
import { expertise, judge, type Expertise, type Question } from './judge';
import { learn } from './learn';
import { learnSoftmax } from './learn-softmax';
import type { Lesson } from './learned-model';
import type { Model } from './model';
import { featuresOf } from './diagnosis-features';
import { firstQuestionOf } from './questions';
import { replyFeatures } from './reply-features';
import { sectionsOf } from './sections';
import { bookOf, type Claim, type IdentifyingKnowledge } from './signature-index';

/** Learns from the examples of the content. Deterministic; takes a second or so. */
export function train(knowledge: IdentifyingKnowledge): Model {
  const examples = examplesOf(knowledge);
  const failures = learn(examples.map(({ lesson }) => lesson));
  const phrases = bookOf(knowledge);
  const expert = expertise(knowledge, phrases, failures);
  return {
    phrases,
    failures,
    replies: learnSoftmax(replyLessons(knowledge)),
    calibration: fitCalibration(crossValidate(expert, examples)),
  };
}

interface Example {
  readonly question: Question;
  readonly lesson: Lesson;
}

function examplesOf(knowledge: IdentifyingKnowledge): Example[] {
  const examples: Example[] = [];
  const add = (label: Label, texts: readonly string[]): void => {
    for (const text of texts) {
      const question = firstQuestionOf(text);
      if (question === null) continue;
      const { failure, ownWords } = question;
      examples.push({
        question,
        lesson: { label, features: featuresOf([...sectionsOf(failure, ownWords)], failure) },
      });
    }
  };
  for (const variant of knowledge.variants.values()) add(variant.id, variant.examples);
  add(NOT_A_BOUNCE, knowledge.notABounce.examples);
  return examples;
}

function replyLessons(knowledge: IdentifyingKnowledge): Lesson[] {
  return Object.entries(knowledge.replies.intents).flatMap(([label, sentences]) =>
    sentences.map((sentence) => ({ label, features: replyFeatures(sentence) })),
  );
}

const FOLDS = 5;
/** The examples hold strange wordings of their own; about one paste in thirty is stranger than all of them. */
const WELL_WORDED = 29;
const STRANGELY_WORDED = 1;
const HALVES = [0, 1] as const;

/**
 * Each example is judged as if its fifth of the examples had never been learned. Signatures and examples come
 * from one hand, so a phrase that no example of the other fifths bears out might never have been written: each
 * example is judged again without such phrases and without half of the others, once for each half.
 */
function crossValidate(expert: Expertise, examples: readonly Example[]): Trial[] {
  const trials: Trial[] = [];
  const attested = attestations(expert, examples);
  for (let fold = 0; fold < FOLDS; fold++) {
    const mine = examples.filter((_, number) => number % FOLDS === fold);
    const heldOut = expert.learned.heldOut(mine.map(({ lesson }) => lesson));
    const isStrange =
      (half: number) =>
      ({ number, signature }: Claim): boolean =>
        signature.phrase !== undefined && (number % HALVES.length === half || attested.get(number) === fold);
    const wordings = [
      { share: WELL_WORDED, claims: omitNone },
      ...HALVES.map((half) => ({ share: STRANGELY_WORDED / HALVES.length, claims: isStrange(half) })),
    ];
    for (const { question, lesson } of mine) {
      for (const { share, claims } of wordings) {
        const { label, signs } = verdictOf(judge(expert, question, { heldOut, claims }));
        trials.push({ signs, isRight: label === lesson.label, share });
      }
    }
  }
  return trials;
}

const omitNone = (): boolean => false;

const SEVERAL_FOLDS = -1;

/** By the number of a signature: the only fold whose examples it speaks in, or SEVERAL_FOLDS. */
function attestations(expert: Expertise, examples: readonly Example[]): ReadonlyMap<number, number> {
  const folds = new Map<number, number>();
  examples.forEach(({ question }, at) => {
    for (const { claim } of judge(expert, question).claims) {
      const fold = at % FOLDS;
      const known = folds.get(claim.number) ?? fold;
      folds.set(claim.number, known === fold ? fold : SEVERAL_FOLDS);
    }
  });
  return folds;
}
