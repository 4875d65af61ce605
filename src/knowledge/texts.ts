import { z } from 'zod';
import { Side } from './variant';

const prose = z.string().trim().min(1).max(1200);
const label = z.string().trim().min(1).max(60);

/** Names that stand in braces in every text of intents/ and are filled from the facts of the failure. */
export const PLACEHOLDERS = [
  'recipient',
  'domain',
  'sender',
  'senderDomain',
  'ip',
  'blocklist',
  'provider',
  'server',
  'helpUrl',
  'newAddress',
  'sizeLimit',
  'retryAfter',
  'diagnosticCode',
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** Further names, filled by the dialogue itself, that only some texts of shared/texts.yaml may use. */
export const DIALOGUE_PLACEHOLDERS = [
  'title',
  'reference',
  'delay',
  'count',
  'kinds',
  'step',
  'word',
  'value',
  'priority',
  'reason',
  'agent',
  'opening',
  'file',
] as const;

/** intents/shared/texts.yaml: what the bot says between the steps. */
export const Texts = z.strictObject({
  $schema: z.string().optional(),
  fallbacks: z
    .record(z.enum(PLACEHOLDERS), z.string().min(1).max(80))
    .describe('what stands in a sentence where the fact is not known'),
  sides: z.record(Side, prose).describe('whose side it is, said first'),
  resend: z.strictObject({ yes: prose, no: prose, later: prose, 'after-fix': prose }),
  welcome: prose.describe('the first words, before anything was pasted'),
  help: prose.describe('what the bot can do and what can be said at any time'),
  notUnderstood: prose,
  notUnderstoodAgain: prose.describe('said the second time in a row, with the offer of a human'),
  staleChoice: prose,
  several: prose.describe('a paste holds failures of several kinds: {count} addresses, {kinds} problems'),
  alike: prose.describe('a paste holds {count} addresses that failed for one reason'),
  queuedList: prose.describe('introduces the list of the problems found'),
  askPaste: prose.describe('the words say too little: ask for the whole bounce'),
  askPasteAgain: prose,
  tellApart: prose.describe('two variants are close and no file asks a question of its own'),
  oneQuestion: prose.describe('before the question of a file that tells two variants apart'),
  likelier: prose.describe('the person does not know which of two it is'),
  sameAgain: prose.describe('the error came again after its fix was tried'),
  sameOpen: prose.describe('the error that is being worked on was pasted again'),
  parked: prose.describe('another error came in the middle: {title} is kept'),
  offerReturn: prose.describe('offer to go on with {title}'),
  stepsDone: prose.describe('no step of a person is left: offer a human'),
  untitled: label.describe('the name of a case without a variant'),
  untitledRequest: label.describe('the name of a case without any mail failure'),
  unknown: prose.describe('nothing fits: say so and offer a human'),
  outOfScope: prose.describe('no mail failure: offer a human'),
  describeForHuman: prose.describe('a human was asked for and nothing is known yet'),
  handingOver: prose.describe('a ticket is being opened; {reason}'),
  askedFor: prose.describe('why it goes to a human when the person asked for one; written into the ticket'),
  collecting: prose.describe('before the first question that a human will need answered'),
  handedOver: prose.describe('the ticket is open: {reference}'),
  meanwhile: prose.describe('introduces what helps until the human answers'),
  ticketPending: prose.describe('asked for the state before the ticket has its reference'),
  ticketRefused: prose,
  anotherError: prose.describe('another error is announced but not yet pasted'),
  withHuman: prose.describe('asked for the state while a human has it: {reference}'),
  askWhen: prose,
  waiting: prose.describe('the bot comes back in {delay}'),
  back: prose.describe('the timer rang: back to {title}'),
  backToSend: prose.describe('the same, where the person should have sent it again by now'),
  tryNow: prose.describe('before the check whether a fix worked'),
  solved: prose,
  dropped: prose,
  reopened: prose,
  thanks: prose,
  helloAgain: prose.describe('a greeting while a case is open'),
  allRight: prose.describe('a nod where nothing was asked'),
  nothingBack: prose.describe('back was asked for and there is nothing before this'),
  restarted: prose,
  corrected: prose.describe('a fact was corrected to {value}'),
  correctWhat: prose.describe('a correction without a value'),
  guideChanged: prose.describe(
    'the content changed in the middle of a case: before the question that comes nearest',
  ),
  guideGone: prose.describe('the content has no such variant any more: look again, or a human?'),
  hasItArrived: prose.describe('asked where the content no longer tells how to see that it is fixed'),
  noCase: prose.describe('asked for the state and there is no case'),
  statusIntro: prose,
  skipped: prose.describe('a step could not be done'),
  failed: prose.describe('a step was done and did not help'),
  tried: z
    .strictObject({ skipped: label, failed: label })
    .describe('the same two, as a human reads them in the ticket'),
  whyAsk: prose.describe('"why?", asked about a question for the human'),
  noHow: prose.describe('asked how or why where there is nothing to explain'),
  noteTitle: z.strictObject({ recipient: label, 'their-it': label, provider: label }),
  throttled: z
    .strictObject({ person: prose, everybody: prose })
    .describe('more came than is read in a minute, of this person or of all: what to do about it'),
  attachment: z.strictObject({ 'too-large': prose, unreachable: prose }),
  refused: z.strictObject({ empty: prose, 'too-large': prose, 'not-text': prose }),
  desk: z
    .strictObject({
      taken: prose.describe('{agent} of the helpdesk has the case; the bot is silent from now on'),
      passedOn: prose.describe('what the person said goes to the agents, and none has the case yet'),
      correction: label.describe('before the new words of a message that an agent corrected'),
      withAgent: label.describe('where a case stands that {agent} has'),
      backWithAgent: prose.describe('the bot is through with something else, and {agent} still has {title}'),
      givenBack: prose.describe('{agent} gave the case back to the bot'),
      nothingLeft: prose.describe('given back, and no step is left'),
      solved: prose.describe('{agent} says that it is solved: ask the person'),
      stillBouncing: prose.describe('it is not; {agent} was told'),
      reopened: prose.describe('a case that a human had closed is open again'),
      notMail: prose.describe('{agent} found that it is no mail problem, and it is closed here'),
      untaken: prose.describe('nobody has taken it in time: what happens next'),
      untakenLast: prose.describe('the agents were reminded as often as is decent'),
      closed: prose.describe('the helpdesk is closed until {opening}'),
      joined: prose.describe('somebody else has reported the same: {reference}'),
      notCured: prose.describe(
        'the trouble of {reference} is solved, but not for this person: a case of its own',
      ),
      leaderClosed: prose.describe(
        '{reference} is closed and did not say whether it is solved: a case of its own',
      ),
      fileLost: prose.describe('{agent} sent {file}, which can not be shown here'),
      botCommands: prose.describe('what can be said to the bot while {agent} has the case'),
    })
    .describe('what the bot says while a human of the helpdesk is concerned'),
  states: z.strictObject({ open: label, waiting: label, 'with-human': label, solved: label, dropped: label }),
  labels: z
    .strictObject({
      how: label,
      why: label,
      back: label,
      later: label,
      human: label,
      note: label,
      whatIs: label.describe('{word}'),
      allIHave: label,
      dontKnow: label,
      justHandOver: label,
      lookAgain: label,
      arrived: label,
      stillBouncing: label,
      inAnHour: label,
      inFourHours: label,
      tomorrow: label,
      yesHuman: label,
      noHuman: label,
      yesGoOn: label,
      noGoOn: label,
      reopen: label,
      tryNow: label.describe('while waiting: it can be checked now'),
      goOnNow: label.describe('while a question is put off: it can be answered now'),
    })
    .describe('the words on buttons'),
  facts: z
    .record(
      z.enum([
        'finalRecipient',
        'sender',
        'replyCode',
        'enhancedStatusCode',
        'remoteMta',
        'remoteIp',
        'reportingMta',
        'diagnosticCode',
        'provider',
        'blocklist',
        'retryAfterSeconds',
        'newAddress',
        'sizeLimitBytes',
        'helpUrl',
      ]),
      label,
    )
    .describe('names of facts, as people read them'),
});
export type Texts = z.infer<typeof Texts>;
