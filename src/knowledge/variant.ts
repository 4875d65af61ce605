import { z } from 'zod';

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const line = z.string().trim().min(1).max(300);
const prose = z.string().trim().min(1).max(1200);

/** A file name under intents/ without its ending: `mailbox-full`. */
export const VariantId = z.string().regex(kebab).brand<'VariantId'>();
export type VariantId = z.infer<typeof VariantId>;

/** Who can fix it. */
export const Side = z.enum(['you', 'your-it', 'recipient', 'their-it', 'provider', 'wait']);
export type Side = z.infer<typeof Side>;

/** What the cases of two people have in common when their trouble is one and the same. */
const SharedBy = z.enum(['blocked-ip', 'recipient-domain', 'sender-domain']);
export type SharedBy = z.infer<typeof SharedBy>;

/** A length of time as people write it: `30m`, `4h`, `2d`. */
export const Duration = z.string().regex(/^\d{1,3}[mhd]$/, 'write a time as 30m, 4h or 2d');

/** Names the stretch of a reply that gives a variant away; the pattern language is told in intents/README.md. */
export const Signature = z
  .strictObject({
    phrase: line.optional().describe('words of the reply, in the pattern language of intents/README.md'),
    code: z
      .string()
      .regex(/^([245](\d\d|xx)|([245]\d\d )?[245]\.(\d{1,3}|x)\.(\d{1,3}|x|\d{1,3}-\d{1,3}))$/)
      .optional()
      .describe(
        'a reply code (550, 4xx), an enhanced status code (5.1.1, 5.6.x, 5.7.606-649) or both (550 5.4.1)',
      ),
    weight: z
      .enum(['certain', 'clear', 'hint', 'filler'])
      .describe(
        'certain: names one cause; clear: usual words; hint: generic; filler: what servers say before the cause, counts only when no cause follows',
      ),
    provider: z
      .string()
      .regex(kebab)
      .optional()
      .describe('an id of shared/providers.yaml; a code is read so in its replies only'),
    phase: z
      .enum(['connect', 'mail-from', 'rcpt-to', 'data'])
      .optional()
      .describe('counts only when the refusal came at this point of the session'),
    refusedBy: z
      .enum(['remote-server', 'own-server', 'client-dialog'])
      .optional()
      .describe('counts only when this side refused'),
    side: Side.optional().describe('who can fix it, where it differs from the variant'),
    page: z.string().regex(kebab).optional().describe('a help page id of shared/providers.yaml'),
    blocklist: z.string().regex(kebab).optional().describe('an id of shared/blocklists.yaml'),
    retryAfter: Duration.optional(),
    beats: z.array(VariantId).optional().describe('variants that claim the same words, and lose'),
  })
  .refine((signature) => (signature.phrase === undefined) !== (signature.code === undefined), {
    message: 'give a phrase or a code, not both',
  });
export type Signature = z.infer<typeof Signature>;

/** What a person can be asked for. A name of `Facts` is skipped when the paste already told it. */
export const Ask = z.strictObject({
  id: z.string().regex(kebab),
  fact: z
    .enum([
      'finalRecipient',
      'sender',
      'remoteIp',
      'remoteMta',
      'newAddress',
      'sizeLimitBytes',
      'diagnosticCode',
    ])
    .optional(),
  ask: prose.describe('one question, in the words of a person'),
  choices: z.array(z.string().min(1).max(60)).min(2).max(5).optional(),
});
export type Ask = z.infer<typeof Ask>;

/**
 * Where an outcome leads: the next step, the check whether it works now, the end because it says that it does,
 * a wait, a human, a named step (`step:check-address`) or another variant (`variant:mailbox-full`).
 */
export const Target = z
  .string()
  .regex(
    /^(next|confirm|solved|wait|human|(step|variant):[a-z0-9]+(-[a-z0-9]+)*)$/,
    'one of next, confirm, solved, wait, human, step:ID, variant:ID',
  );
export type Target = z.infer<typeof Target>;

export const Outcome = z.strictObject({
  label: z.string().min(1).max(60).describe('the words on the button'),
  means: z
    .array(z.enum(['yes', 'no', 'unsure', 'done', 'cannot', 'solved', 'not-solved']))
    .min(1)
    .describe('answers in words that choose it'),
  to: Target,
});
export type Outcome = z.infer<typeof Outcome>;

export const Step = z.strictObject({
  id: z.string().regex(kebab),
  article: z
    .number()
    .int()
    .min(1)
    .max(9)
    .optional()
    .describe('its number among the nine steps of the source article'),
  audience: z.enum(['employee', 'administrator']).default('employee'),
  title: z.string().min(1).max(60),
  do: prose.describe('one thing to do, in plain words'),
  how: prose.describe('answers "how do I do that?"'),
  why: prose.describe('answers "why?"'),
  wait: Duration.optional().describe('the step is to wait; the bot comes back after it'),
  outcomes: z.array(Outcome).min(2).max(4),
});
export type Step = z.infer<typeof Step>;

/** Circumstances of a failure that change what is said or done. */
export const Circumstance = z.enum([
  'refused-by-own-server',
  'refused-by-remote-server',
  'client-dialog',
  'still-trying',
  'several-recipients',
]);
export type Circumstance = z.infer<typeof Circumstance>;

const Resend = z.strictObject({
  answer: z.enum(['yes', 'no', 'later', 'after-fix']),
  because: line,
});

export const Variant = z.strictObject({
  $schema: z.string().optional(),
  id: VariantId,
  title: z.string().min(1).max(80).describe('what happened, as a headline'),
  side: Side,
  what: prose.describe('what happened, in two plain sentences at most'),
  now: prose.describe('what to do now, in one or two sentences; said where no step follows at once'),
  askForMore: z
    .boolean()
    .optional()
    .describe('true where its words say so little that the bot asks for the whole bounce first'),
  resend: Resend.describe('should the person send it again?'),
  circumstances: z
    .array(
      z.strictObject({
        when: Circumstance,
        side: Side.optional(),
        what: prose.optional(),
        now: prose.optional(),
        resend: Resend.optional(),
        skip: z.array(z.string().regex(kebab)).optional().describe('steps that cannot help then'),
      }),
    )
    .optional(),
  signatures: z.array(Signature),
  examples: z.array(z.string().min(1)).min(1).describe('error texts of our own writing, to train on'),
  tellApart: z
    .array(
      z.strictObject({
        from: VariantId,
        ask: prose,
        mine: z.string().min(1).max(60).describe('the answer that means this variant'),
        theirs: z.string().min(1).max(60).describe('the answer that means the other one'),
      }),
    )
    .optional()
    .describe('one question that separates this variant from another; on one of the two files only'),
  collect: z.array(Ask).describe('what a human will need and the paste may not tell'),
  checks: z
    .array(z.enum(['mx', 'address-typo', 'ptr', 'spf', 'dmarc', 'dnsbl', 'sender-domain', 'mta-sts']))
    .describe('what to look up automatically'),
  steps: z.array(Step),
  escalate: z.strictObject({
    when: z.enum(['at-once', 'after-steps']).describe('at-once: no step of an employee can help'),
    priority: z.enum(['low', 'normal', 'high', 'urgent']),
    because: prose.describe('why a human is needed, said to the person'),
    shared: z
      .array(SharedBy)
      .min(1)
      .optional()
      .describe(
        'what two people have in common whose trouble is one and the same; leave out where it never is',
      ),
  }),
  confirm: prose.describe('how the person can see that it is fixed, as a question'),
  note: z
    .strictObject({
      to: z.enum(['recipient', 'their-it', 'provider']),
      text: prose,
    })
    .optional()
    .describe('a ready text to forward'),
});
export type Variant = z.infer<typeof Variant>;
