/**
 * What was read from a paste. Codes as read, text as read; the verdict is a third thing and lives in
 * src/classifier. Field names are those of RFC 5321 (reply code), RFC 3463 (enhanced status code) and
 * RFC 3464 (reporting MTA, remote MTA, final recipient, action, diagnostic code).
 */

/** A half-open range of UTF-16 offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * A value and where it stood in the paste as it was given. For a value inside an encoded part (base64,
 * quoted-printable, HTML) the place covers the encoded lines; null when it stood nowhere (derived).
 */
export interface Fact<Value> {
  readonly value: Value;
  readonly place: Span | null;
}

export interface Facts {
  readonly finalRecipient?: Fact<string>;
  readonly sender?: Fact<string>;
  /** RFC 5321 section 4.2, three digits. */
  readonly replyCode?: Fact<string>;
  /** RFC 3463, `class.subject.detail`. */
  readonly enhancedStatusCode?: Fact<string>;
  /** Who refused. */
  readonly remoteMta?: Fact<string>;
  /** The address of the *sending* host when the reply names it as the one refused, else of the remote MTA. */
  readonly remoteIp?: Fact<string>;
  /** Who wrote the report. */
  readonly reportingMta?: Fact<string>;
  /** The reply line or diagnostic text, multi-line replies joined. */
  readonly diagnosticCode?: Fact<string>;
  readonly retryAfterSeconds?: Fact<number>;
  readonly newAddress?: Fact<string>;
  readonly sizeLimitBytes?: Fact<number>;
  readonly helpUrl?: Fact<string>;
}

/** RFC 3464 section 2.3.3, as far as a paste tells it. */
export type Action = 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';

/**
 * Who refused: the far side's server, the sender's own side (a report whose generating server is the one
 * that refused), or the outgoing server speaking in a mail program's dialog. Null when the paste does not tell.
 */
export type RefusedBy = 'remote-server' | 'own-server' | 'client-dialog';

/** Where in the SMTP session it was refused; null when the paste does not tell. */
export type Phase = 'connect' | 'mail-from' | 'rcpt-to' | 'data';

/** One recipient's failure in a paste. */
export interface Failure {
  readonly facts: Facts;
  readonly action: Action | null;
  readonly refusedBy: RefusedBy | null;
  readonly phase: Phase | null;
  /** The server's own words, joined to one line, without codes being altered. Empty when there are none. */
  readonly reply: string;
  /** Other text of the report about this failure: headings, explanations. Never the returned original. */
  readonly report: string;
}

/** Signs that a text is an automatic message of another kind (RFC 3834, RFC 8098, RFC 5965). */
export type OtherKind = 'automatic-reply' | 'read-receipt' | 'abuse-report';

/** What a paste looked like. */
export type Form =
  'mail' | 'report-text' | 'log-line' | 'client-dialog' | 'exception' | 'transcript' | 'reply-line' | 'prose';

export interface PasteRead {
  readonly kind: 'read';
  readonly form: Form;
  readonly failures: readonly Failure[];
  /** The person's own words around the error; all of the text when no failure was found in it. */
  readonly ownWords: string;
  readonly otherKind: OtherKind | null;
}

/** Input that holds nothing that could be read, and why. */
export interface PasteRefused {
  readonly kind: 'refused';
  readonly reason: 'empty' | 'too-large' | 'not-text';
}

export type Reading = PasteRead | PasteRefused;
