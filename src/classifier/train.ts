import { fitCalibration, ranking, signsOf, type Calibration, type Trial } from './calibration';
import { NOT_A_BOUNCE, type Label } from './diagnosis';
import { judge, type Expertise, type Question } from './judge';
import { learn, LearnedModel, type LearnedCounts, type Lesson } from './learned-model';
import { featuresOf } from './diagnosis-features';
import { readWords } from '../knowledge/words';
import { firstQuestionOf } from './questions';
import { replyFeatures } from './reply-features';
import { learnSoftmax, type SoftmaxWeights } from './softmax-model';
import { indexSignatures, type IdentifyingKnowledge } from './signature-index';

/** What was learned from the content: plain JSON, to be kept and loaded again. */
export interface Model {
  readonly failures: LearnedCounts;
  readonly replies: SoftmaxWeights;
  readonly calibration: Calibration;
}

/** Learns from the examples of the content. Deterministic; takes a second or so. */
export function train(knowledge: IdentifyingKnowledge): Model {
  const examples = examplesOf(knowledge);
  const failures = learn(examples.map(({ lesson }) => lesson));
  const expertise: Expertise = {
    labels: labelsOf(knowledge),
    index: indexSignatures(knowledge),
    learned: new LearnedModel(failures),
  };
  return {
    failures,
    replies: learnSoftmax(replyLessons(knowledge)),
    calibration: fitCalibration(crossValidate(expertise, examples)),
  };
}

export function labelsOf(knowledge: IdentifyingKnowledge): Label[] {
  return [...knowledge.variants.keys(), NOT_A_BOUNCE];
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
      const words = [failure?.reply ?? '', failure?.report ?? '', ownWords]
        .filter((part) => part !== '')
        .map(readWords);
      examples.push({ question, lesson: { label, features: featuresOf(words, failure) } });
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

/**
 * Each example is judged as if a fifth of the examples, its own fifth, had never been learned, and a fifth of
 * the signatures did not exist: examples and signatures come from the same hand, and a paste from outside
 * will use wordings that neither knows.
 */
function crossValidate(expertise: Expertise, examples: readonly Example[]): Trial[] {
  const trials: Trial[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const mine = examples.filter((_, number) => number % FOLDS === fold);
    const heldOut = expertise.learned.heldOut(mine.map(({ lesson }) => lesson));
    const omission = { heldOut, claims: ({ number }: { number: number }) => number % FOLDS === fold };
    for (const { question, lesson } of mine) {
      const judgement = judge(expertise, question, omission);
      const ranked = ranking(judgement);
      trials.push({
        signs: signsOf(judgement, ranked),
        isRight: judgement.labels[ranked[0] ?? 0] === lesson.label,
      });
    }
  }
  return trials;
}
