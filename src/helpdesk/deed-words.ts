import type { AgentAct } from '../dialogue/event';
import type { AuditedDeed } from '../store/records';
import { timeWords } from './case-words';

const DEEDS: Readonly<Record<AgentAct['kind'] | 'read' | 'erased', string>> = {
  took: 'took it',
  read: 'read it',
  wrote: 'answered the person',
  corrected: 'corrected an answer',
  gaveBack: 'gave it back to the bot',
  solved: 'solved it',
  reopened: 'opened it again',
  notMail: 'closed it: not a mail problem',
  erased: 'erased the person',
};

/** One line of the audit trail. */
export function deedLine({ at, who, what }: AuditedDeed): string {
  return `${timeWords(at)}  ${who}  ${isKnown(what) ? DEEDS[what] : what}`;
}

function isKnown(what: string): what is keyof typeof DEEDS {
  return what in DEEDS;
}
