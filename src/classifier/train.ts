import { fitCalibration, ranking, signsOf, type Trial } from './calibration';
import { NOT_A_BOUNCE, type Label } from './diagnosis';
import { expertise, judge, type Expertise, type Question } from './judge';
import { learn } from './learn';
import { learnSoftmax } from './learn-softmax';
import { LearnedModel, type Lesson } from './learned-model';
import { labelsOf, type Model } from './model';
import { featuresOf } from './diagnosis-features';
import { firstQuestionOf } from './questions';
import { replyFeatures } from './reply-features';
import { sectionsOf } from './sections';
import { indexSignatures, type Claim, type IdentifyingKnowledge } from './signature-index';

/** Learns from the examples of the content. Deterministic; takes a second or so. */
export function train(knowledge: IdentifyingKnowledge): Model {
  const examples = examplesOf(knowledge);
  const failures = learn(examples.map(({ lesson }) => lesson));
  const expert = expertise(labelsOf(knowledge), indexSignatures(knowledge), new LearnedModel(failures));
  return {
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

/**
 * Each example is judged as if its fifth of the examples had never been learned. Signatures and examples come
 * from one hand, and a paste from outside uses wordings that neither knows: so each is judged twice, and the
 * second time without three phrases in four.
 */
function crossValidate(expert: Expertise, examples: readonly Example[]): Trial[] {
  const trials: Trial[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const mine = examples.filter((_, number) => number % FOLDS === fold);
    const heldOut = expert.learned.heldOut(mine.map(({ lesson }) => lesson));
    for (const { question, lesson } of mine) {
      for (const omitted of [omitNone, omitMost]) {
        const judgement = judge(expert, question, { heldOut, claims: omitted });
        const ranked = ranking(judgement);
        trials.push({
          signs: signsOf(judgement, ranked),
          isRight: judgement.labels[ranked[0] ?? 0] === lesson.label,
        });
      }
    }
  }
  return trials;
}

const omitNone = (): boolean => false;
/** Most of the phrases; the codes are the same everywhere. */
const omitMost = ({ number, signature }: Claim): boolean =>
  signature.phrase !== undefined && number % 4 !== 0;
