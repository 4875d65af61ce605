import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FIXTURES = join(__dirname, '..', 'fixtures');

/** Whole mails, as they come out of a mail program's source view, and what programs show. */
function fixtures(folder: string): readonly string[] {
  return readdirSync(join(FIXTURES, folder))
    .filter((name) => /\.(?:eml|txt|log)$/.test(name))
    .map((name) => readFileSync(join(FIXTURES, folder, name), 'utf8'))
    .filter((text) => text.length < 20_000);
}

/** What people copy in a hurry: a line, a line with words around it, the middle of a report. */
const TYPED: readonly string[] = [
  '552 5.2.2 <mira@harbour.example>: Mailbox full',
  'why does this come back?? 550 5.1.1 <joe.tanner@mills.example>: Recipient address rejected: User unknown',
  'Hi team, got this from our supplier: "554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.blocklist.example"',
  'SMTP error from remote mail server after end of data: 552 5.3.4 Message size exceeds fixed limit',
  'my mail to info@orchard.example bounced with 550 5.4.1 Recipient address rejected: Access denied. AS(201806281)',
  'Remote server returned "550 5.7.26 This message does not have authentication information or fails to pass authentication checks"',
  '451 4.7.1 Greylisting in action, please come back later',
  'host mx.quarry.example[198.51.100.4] said: 554 5.4.6 Hop count exceeded - possible mail loop',
  'it says 530 5.7.0 Must issue a STARTTLS command first, what now',
  'Status: 5.7.1\nDiagnostic-Code: smtp; 550 5.7.1 Unable to relay for kim@glazier.example',
  'Your message could not be delivered.\nHost or domain name not found. Name service error for name=no-such-host.example type=MX: Host not found',
  'der Empfänger sagt: 550 5.7.1 Message rejected as spam by content filtering',
];

export const PASTES: readonly string[] = [
  ...TYPED,
  ...TYPED,
  ...fixtures('bounces'),
  ...fixtures('products'),
];

/** What people type instead of pressing. */
export const REMARKS: readonly string[] = [
  'done',
  'that did not help',
  'yes',
  'no',
  'I dont know',
  'how do I do that?',
  'it still bounces',
  'ok thanks, it works now',
];
