import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

const USER = 'bouncedesk';
const PASSWORD = 'mail-password';

/** A real SMTP server, and a mailbox behind it that keeps each Message-ID once, as mail systems do. */
export class Mailbox {
  readonly mails = new Map<string, Email>();
  transmitted = 0;
  private losesNext = false;

  private readonly server = new SMTPServer({
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      username === USER && password === PASSWORD ? done(null, { user: USER }) : done(refusal(535)),
    onRcptTo: ({ address }, _session, done) => done(address === 'desk@example.com' ? null : refusal(550)),
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => void this.take(Buffer.concat(chunks)).then((error) => done(error)));
    },
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(resolve));
  }

  url(password = PASSWORD): string {
    const { port } = this.server.server.address() as AddressInfo;
    return `smtp://${USER}:${password}@127.0.0.1:${port}`;
  }

  /** The next mail is taken, and the server shuts down before it says so. */
  loseNextAnswer(): void {
    this.losesNext = true;
  }

  private async take(bytes: Buffer): Promise<Error | null> {
    const mail = await PostalMime.parse(bytes);
    this.transmitted += 1;
    const id = mail.messageId ?? '';
    if (!this.mails.has(id)) this.mails.set(id, mail);
    if (!this.losesNext) return null;
    this.losesNext = false;
    return refusal(421);
  }
}

function refusal(responseCode: number): Error {
  return Object.assign(new Error('not now'), { responseCode });
}
