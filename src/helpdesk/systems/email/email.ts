import { createHash, timingSafeEqual } from 'node:crypto';
import { createTransport, type SendMailOptions, type Transporter } from 'nodemailer';
import { z } from 'zod';
import type { TicketDraft } from '../../../dialogue/effect';
import { reportCase, reportText } from '../../case-report';
import type { Ticket } from '../../ticket';
import type {
  Attempt,
  LiveTicketSystem,
  OpenedTicket,
  PushedRequest,
  PushOutcome,
  TicketFile,
  UpdateOutcome,
} from '../../ticket-system';
import { CALL_TIMEOUT_MS, SecretText } from '../settings';
import { newsOfReply, WRITE_ABOVE } from './mail-reply';
import { messageIdOf } from './message-id';
import { mailFailure } from './mail-failure';

export const EmailSettings = z.object({
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .describe('smtp://USER:PASSWORD@HOST:587, or smtps:// for TLS at once'),
  TICKETS_MAIL_TO: z.email().describe('the mailbox of the helpdesk'),
  TICKETS_MAIL_FROM: z.email().describe('the address of the bot; replies to it come back'),
  TICKETS_MAIL_TOKEN: SecretText.min(16)
    .optional()
    .describe('the bearer token with which the mail server posts replies; unset: none are taken'),
});
export type EmailSettings = z.infer<typeof EmailSettings>;

/** RFC 2156 section 5.3.6 (Importance) and the older X-Priority. */
const PRIORITIES: Readonly<Record<TicketDraft['priority'], 'low' | 'normal' | 'high'>> = {
  low: 'low',
  normal: 'normal',
  high: 'high',
  urgent: 'high',
};

/**
 * A helpdesk that works in a mailbox. A mail that was sent may be sent again after a crash: it has the same
 * Message-ID then, by which mail systems know it for the one they have. Replies come by POST from the mail
 * server (a pipe of its own), as they are: `Content-Type: message/rfc822`.
 */
export function createEmail(settings: EmailSettings): LiveTicketSystem {
  const transport = createTransport({
    url: settings.SMTP_URL,
    connectionTimeout: CALL_TIMEOUT_MS,
    greetingTimeout: CALL_TIMEOUT_MS,
    socketTimeout: CALL_TIMEOUT_MS,
    // Nothing of a case is read from a file or fetched from an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const update = (ticket: OpenedTicket, attempt: Attempt, mail: SendMailOptions) =>
    send(transport, { ...addressed(settings), ...threaded(settings, ticket, attempt), ...mail });
  return {
    name: 'email',
    async open(ticket) {
      const outcome = await send(transport, { ...addressed(settings), ...caseMail(settings, ticket) });
      return outcome.kind === 'done' ? { kind: 'opened', reference: ticket.reference, url: null } : outcome;
    },
    comment: (ticket, { author, text }, attempt) =>
      update(ticket, attempt, { text: `${author}:\n\n${text}\n` }),
    attach: (ticket, file, attempt) =>
      update(ticket, attempt, { text: `A file: ${file.name}\n`, attachments: [attachmentOf(file)] }),
    setState: (ticket, state, attempt) => update(ticket, attempt, { text: STATES[state] }),
    news: {
      kind: 'pushed',
      path: '/tickets/mail',
      maxBytes: 10 * 1024 * 1024,
      receive: (request, at) => receive(settings, request, at),
    },
  };
}

const STATES = {
  open: 'The case is open again.\n',
  solved: 'The case is solved, as far as the person who had it says.\n',
} as const;

function addressed({ TICKETS_MAIL_FROM, TICKETS_MAIL_TO }: EmailSettings): SendMailOptions {
  return {
    from: TICKETS_MAIL_FROM,
    to: TICKETS_MAIL_TO,
    // RFC 3834: nobody's absence note is wanted as an answer.
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}

function caseMail(settings: EmailSettings, ticket: Ticket): SendMailOptions {
  const report = reportCase(ticket);
  return {
    messageId: messageIdOf(settings.TICKETS_MAIL_FROM, ticket, null),
    subject: report.subject,
    text: `${WRITE_ABOVE}\n\n${HOW_TO_ANSWER}\n\n${reportText(report)}\n`,
    priority: PRIORITIES[ticket.draft.priority],
    attachments: report.files.map(attachmentOf),
  };
}

const HOW_TO_ANSWER =
  'What you reply reaches the person in the conversation. A first line of #note keeps a reply among\n' +
  'colleagues; #taken, #solved or #open as the first line says what you did.';

function threaded(
  { TICKETS_MAIL_FROM }: EmailSettings,
  ticket: OpenedTicket,
  attempt: Attempt,
): SendMailOptions {
  const first = messageIdOf(TICKETS_MAIL_FROM, ticket, null);
  return {
    messageId: messageIdOf(TICKETS_MAIL_FROM, ticket, attempt.key),
    inReplyTo: first,
    references: first,
    subject: `Re: [${ticket.reference}]`,
  };
}

function attachmentOf({ name, mediaType, bytes }: TicketFile) {
  return { filename: name, contentType: mediaType, content: Buffer.from(bytes) };
}

async function send(transport: Transporter, mail: SendMailOptions): Promise<UpdateOutcome> {
  try {
    await transport.sendMail(mail);
    return { kind: 'done' };
  } catch (error) {
    return mailFailure(error);
  }
}

async function receive(settings: EmailSettings, request: PushedRequest, at: string): Promise<PushOutcome> {
  const { TICKETS_MAIL_TOKEN, TICKETS_MAIL_FROM, TICKETS_MAIL_TO } = settings;
  if (TICKETS_MAIL_TOKEN === undefined || !isBearer(request.headers['authorization'], TICKETS_MAIL_TOKEN)) {
    return { kind: 'refused', status: 401, reason: 'token-not-valid' };
  }
  return newsOfReply({ bot: TICKETS_MAIL_FROM, desk: TICKETS_MAIL_TO }, request.body, at);
}

function isBearer(header: string | readonly string[] | undefined, token: string): boolean {
  if (typeof header !== 'string') return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(header), digest(`Bearer ${token}`));
}
