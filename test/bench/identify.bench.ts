import BayesClassifier from 'natural/lib/natural/classifiers/bayes_classifier';
import { join } from 'node:path';
import type { Classifier, createClassifier } from '../../src/classifier/classifier';
import type { train } from '../../src/classifier/train';
import type { Knowledge } from '../../src/knowledge/knowledge';
import type { loadKnowledge } from '../../src/knowledge/load-knowledge';
import { readWords } from '../../src/knowledge/words';

export interface BenchRow {
  readonly measured: string;
  readonly value: number;
  readonly unit: string;
}

const REPLIES = [
  '550 5.1.1 <jo@firma.example>: Recipient address rejected: User unknown in virtual mailbox table',
  '554 5.7.1 Service unavailable; Client host [192.0.2.9] blocked using zen.spamhaus.org',
  '552 5.2.2 The mailbox of this user is over quota',
  '450 4.7.1 Greylisted, please try again later',
  '550-5.7.26 Unauthenticated email from firma.example is not accepted due to domain policy. - gsmtp',
];

const MAIL = mailOf(REPLIES[0] ?? '');

function mailOf(reply: string): string {
  return `From: MAILER-DAEMON@mail.example (Mail Delivery System)
To: me@absender.example
Subject: Undelivered Mail Returned to Sender
Date: Tue, 3 Nov 2026 09:12:44 +0100
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B1"

--B1
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.example.

I'm sorry to have to inform you that your message could not be delivered to one or more recipients.

<jo@firma.example>: host mx.firma.example[192.0.2.40] said: ${reply} (in reply to RCPT TO command)

--B1
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; jo@firma.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.firma.example
Diagnostic-Code: smtp; ${reply}

--B1
Content-Type: message/rfc822

From: me@absender.example
To: jo@firma.example
Subject: the offer

${'Thank you for your call. Please find the offer below.\n'.repeat(30)}
--B1--
`;
}

interface Program {
  readonly loadKnowledge: typeof loadKnowledge;
  readonly train: typeof train;
  readonly createClassifier: typeof createClassifier;
}

/** The compiled program, which is what runs; the way tests compile the sources changes the times. */
async function compiledProgram(): Promise<Program> {
  const files = ['knowledge/load-knowledge.js', 'classifier/train.js', 'classifier/classifier.js'];
  const program: Partial<Program> = {};
  for (const file of files) Object.assign(program, await import(join(__dirname, '../../dist/src', file)));
  return program as Program;
}

/** Measures identification: reply lines, whole mails, large pastes, training, and natural's own classify(). */
export async function benchIdentify(): Promise<BenchRow[]> {
  const program = await compiledProgram();
  const knowledge = program.loadKnowledge(join(__dirname, '../../intents'));
  const heapBefore = process.memoryUsage().heapUsed;
  const training = millisecondsOf(() => program.train(knowledge));
  const creating = millisecondsOf(() => program.createClassifier(knowledge, training.result));
  const classifier = creating.result;
  const heap = process.memoryUsage().heapUsed - heapBefore;
  const reply = microsecondsEach(REPLIES, (text) => classifier.analyse(text));
  const natural = naturalOf(knowledge);
  const plain = microsecondsEach(REPLIES, (text) => natural.classify([...readWords(text).words]));
  return [
    { measured: 'training', value: training.milliseconds, unit: 'ms' },
    { measured: 'loading a trained model', value: creating.milliseconds, unit: 'ms' },
    { measured: 'memory after both', value: heap / 2 ** 20, unit: 'MB' },
    { measured: 'a reply line, read and identified', value: reply, unit: 'µs' },
    { measured: "the same lines, natural's classify()", value: plain, unit: 'µs' },
    { measured: "share of natural's time", value: (100 * reply) / plain, unit: '%' },
    {
      measured: 'a whole mail',
      value: microsecondsEach([MAIL], (text) => classifier.analyse(text)) / 1000,
      unit: 'ms',
    },
    {
      measured: 'a short answer',
      value: microsecondsEach(['yes it works now', 'i cant find taht'], (text) =>
        classifier.understand(text),
      ),
      unit: 'µs',
    },
    ...largePastes(classifier),
  ];
}

/** natural by itself, as one would use it: all examples in one classifier, words as features. */
function naturalOf(knowledge: Knowledge): BayesClassifier {
  const natural = new BayesClassifier();
  for (const { id, examples } of knowledge.variants.values())
    for (const example of examples) natural.addDocument([...readWords(example).words], id);
  natural.train();
  return natural;
}

interface Timed<Result> {
  readonly result: Result;
  readonly milliseconds: number;
}

function millisecondsOf<Result>(work: () => Result): Timed<Result> {
  const start = performance.now();
  const result = work();
  return { result, milliseconds: performance.now() - start };
}

const WARM_UP_MS = 1500;
const WINDOW_MS = 20;
const WINDOWS = 100;

/** The quickest tenth of short windows: what else runs on the machine makes the others longer. */
function microsecondsEach(inputs: readonly string[], work: (input: string) => void): number {
  runFor(WARM_UP_MS, inputs, work);
  const windows = Array.from({ length: WINDOWS }, () => runFor(WINDOW_MS, inputs, work));
  return windows.sort((one, other) => one - other)[WINDOWS / 10] ?? 0;
}

function runFor(milliseconds: number, inputs: readonly string[], work: (input: string) => void): number {
  const start = performance.now();
  let rounds = 0;
  for (; performance.now() - start < milliseconds; rounds++) for (const input of inputs) work(input);
  return (1000 * (performance.now() - start)) / (rounds * inputs.length);
}

const SIZES_MB = [1, 2, 4, 8];

/** A long text with many failures in it; the fit shows whether time grows with the size alone. */
function largePastes(classifier: Classifier): BenchRow[] {
  const points = SIZES_MB.map((megabytes) => {
    const paste = `${'The quick brown fox jumps over the lazy dog.\n'.repeat(200)}${REPLIES.join('\n')}\n`;
    const text = paste.repeat(Math.ceil((megabytes * 2 ** 20) / paste.length));
    const { milliseconds } = millisecondsOf(() => classifier.analyse(text));
    return { size: text.length / 2 ** 20, milliseconds };
  });
  const rows = points.map(({ size, milliseconds }) => ({
    measured: `a paste of ${size.toFixed(0)} MB`,
    value: size / (milliseconds / 1000),
    unit: 'MB/s',
  }));
  return [...rows, { measured: 'fit of time to size (1 = linear)', value: linearFit(points), unit: 'R²' }];
}

function linearFit(points: readonly { readonly size: number; readonly milliseconds: number }[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanSize = mean(points.map(({ size }) => size));
  const meanTime = mean(points.map(({ milliseconds }) => milliseconds));
  let both = 0;
  let sizes = 0;
  let times = 0;
  for (const { size, milliseconds } of points) {
    both += (size - meanSize) * (milliseconds - meanTime);
    sizes += (size - meanSize) ** 2;
    times += (milliseconds - meanTime) ** 2;
  }
  return both ** 2 / (sizes * times);
}
