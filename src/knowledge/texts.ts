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
  attachment: z.strictObject({ 'too-large': prose, unreachable: prose }),
  refused: z.strictObject({ empty: prose, 'too-large': prose, 'not-text': prose }),
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
      neither: label,
      dontKnow: label,
      justHandOver: label,
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
