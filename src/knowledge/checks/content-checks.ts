import type { Content } from '../content';
import type { Fault } from '../fault';
import { jumpsExist } from './jumps-exist';
import { nameIsId } from './name-is-id';
import { namesAreKnown } from './names-are-known';
import { phrasesHaveOneOwner } from './phrases-have-one-owner';
import { signaturesAreSound } from './signatures-are-sound';
import { stepsLeadOn } from './steps-lead-on';
import { variantsAreReachable } from './variants-are-reachable';
import { wordsAreExplained } from './words-are-explained';

/** What a schema cannot see, one named check each. */
export const contentChecks: readonly ((content: Content) => readonly Fault[])[] = [
  nameIsId,
  variantsAreReachable,
  jumpsExist,
  stepsLeadOn,
  phrasesHaveOneOwner,
  signaturesAreSound,
  wordsAreExplained,
  namesAreKnown,
];
