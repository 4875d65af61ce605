import { z } from 'zod';
import { Duration, Side, Signature } from './variant';

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const id = z.string().regex(kebab);
const prose = z.string().trim().min(1).max(1200);

/** intents/not-a-bounce.yaml: what is said when nothing in the text is a mail failure. */
export const NotABounce = z.strictObject({
  $schema: z.string().optional(),
  id: z.literal('not-a-bounce'),
  title: z.string().min(1).max(80),
  what: prose,
  now: prose,
  kinds: z
    .strictObject({ 'automatic-reply': prose, 'read-receipt': prose, 'abuse-report': prose })
    .describe('what is said when it is an automatic mail of another kind'),
  signatures: z.array(Signature),
  examples: z.array(z.string().min(1)).min(1),
});
export type NotABounce = z.infer<typeof NotABounce>;

/** intents/shared/glossary.yaml: words that need a "what's that?". Texts mark them as [[spf]] or [[spf|SPF record]]. */
export const Glossary = z.strictObject({
  $schema: z.string().optional(),
  words: z.array(
    z.strictObject({
      id,
      word: z.string().min(1).max(40),
      says: prose.describe('two plain sentences at most'),
    }),
  ),
});
export type Glossary = z.infer<typeof Glossary>;

/** intents/shared/replies.yaml: sentences that train the understanding of short replies, by intent. */
export const Replies = z.strictObject({
  $schema: z.string().optional(),
  intents: z.record(id, z.array(z.string().min(1).max(200)).min(5)),
});
export type Replies = z.infer<typeof Replies>;

/** intents/shared/providers.yaml: who writes replies, how to recognise them, and their help pages. */
export const Providers = z.strictObject({
  $schema: z.string().optional(),
  providers: z.array(
    z.strictObject({
      id,
      name: z.string().min(1).max(60),
      hosts: z
        .array(z.string().regex(/^[a-z0-9.-]+$/))
        .optional()
        .describe('endings of its host names'),
      signatures: z.array(z.string().min(1)).optional().describe('phrases that show it wrote the reply'),
    }),
  ),
  pages: z.array(
    z.strictObject({
      id,
      provider: id,
      title: z.string().min(1).max(80),
      url: z.url().describe('an https address or mailto:'),
      verified: z.boolean().describe('only verified pages are shown to people'),
    }),
  ),
});
export type Providers = z.infer<typeof Providers>;

/** intents/shared/blocklists.yaml: lists that a reply names. */
export const Blocklists = z.strictObject({
  $schema: z.string().optional(),
  blocklists: z.array(
    z.strictObject({
      id,
      name: z.string().min(1).max(60),
      zone: z
        .string()
        .regex(/^[a-z0-9.-]+$/)
        .optional()
        .describe('the DNS zone, where it can be asked'),
      listed: z.enum(['ip', 'domain']),
      phrases: z.array(z.string().min(1)).min(1).describe('how replies name it'),
      answers: z.record(z.string(), z.string()).optional().describe('what an address in its answer means'),
      refusals: z.array(z.string()).optional().describe('answers that mean "not answered", never a listing'),
      advice: prose.describe('what gets a sender off it'),
      side: Side.optional(),
      expires: Duration.optional(),
      page: z.url().optional(),
      dead: z.boolean().optional(),
    }),
  ),
});
export type Blocklists = z.infer<typeof Blocklists>;
