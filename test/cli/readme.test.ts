import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(__dirname, '../..');
const PROGRAM = ['-r', join(ROOT, 'test/run-typescript.cjs'), join(ROOT, 'src/cli/main.ts')];
const BOUNCE = readFileSync(join(ROOT, 'test/fixtures/bounces/postfix-quota.eml'));

/** The commands of the README's shell blocks, without their comments. */
const commands = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/```sh\n([^`]+)```/g)]
  .flatMap((block) => (block[1] ?? '').split('\n'))
  .map((line) => line.replace(/\s+#.*$/, '').trim())
  .filter((line) => line !== '');

/** What a reader of the README would have at hand, and what the command must then print. */
const EXPECTED: Readonly<Record<string, RegExp>> = {
  'npx bouncedesk chat --user anna': /The recipient's mailbox is full[\s\S]*Step 1 of/,
  'npx bouncedesk identify bounce.eml': /^mailbox-full \(\d+ % sure\)/,
  'npx bouncedesk identify --json bounce.eml': /"label":"mailbox-full"/,
  'npx bouncedesk identify --batch rows.jsonl':
    /^\{"id":"one","label":"recipient-unknown".*\n\{"id":"two","label":"mailbox-full"/,
  'npx bouncedesk understand --batch replies.jsonl': /^\{"id":"yes","intent":"yes","confidence":/,
  'npx bouncedesk evaluate labelled.jsonl': /^all +1 rows +accuracy 100\.0 %/,
  'npx bouncedesk tickets': /No case was handed to a human yet\./,
  'npx bouncedesk forget anna': /^Erased: terminal:anna\n {2}conversations +1 /,
  'npx bouncedesk rehearse test/transcripts/variants/mailbox-full.txt': /^1 played, 0 differ/,
  'npx bouncedesk intents check': /^26 variants, no fault/,
  'npx bouncedesk intents graph mailbox-full': /^flowchart TD/,
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bouncedesk-readme-'));
  symlinkSync(join(ROOT, 'intents'), join(folder, 'intents'));
  symlinkSync(join(ROOT, 'test'), join(folder, 'test'));
  const row = { id: 'one', text: '550 5.1.1 <anna@partner.example>: User unknown' };
  writeFileSync(join(folder, 'bounce.eml'), BOUNCE);
  writeFileSync(join(folder, 'rows.jsonl'), `${JSON.stringify(row)}\n{"id":"two","file":"bounce.eml"}\n`);
  writeFileSync(
    join(folder, 'labelled.jsonl'),
    JSON.stringify({ ...row, label: 'recipient-unknown', accept: [] }),
  );
  writeFileSync(join(folder, 'replies.jsonl'), '{"id":"yes","text":"yes please"}\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

const environment = () => ({
  ...process.env,
  DATA_DIR: join(folder, 'data'),
  COMPILED: folder,
  PORT: '0',
  LOG_LEVEL: 'warn',
});

function run(command: string, input: string): Promise<string> {
  const words = command.replace('npx bouncedesk ', '').split(' ');
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [...PROGRAM, ...words],
      { cwd: folder, env: environment() },
      (error, stdout, stderr) =>
        error === null
          ? resolve(stdout)
          : reject(new Error(`${command}: ${stdout}${stderr}`, { cause: error })),
    );
    child.stdin?.end(input);
  });
}

test('every command of the README is known here', () => {
  const others = [
    'npm ci && npm start',
    'npm ci && npm test',
    'npm run check',
    'npm run bench',
    'npm run fuzz',
  ];
  expect([...commands].sort()).toEqual([...Object.keys(EXPECTED), ...others].sort());
});

test.each(Object.entries(EXPECTED))('%s does what the README says', async (command, printed) => {
  expect(await run(command, '552 5.2.2 <bob@shop.example>: Mailbox full\n')).toMatch(printed);
});

test('npm start serves the page and says what is on, and stops when it is told to', async () => {
  const child = spawn(process.execPath, [...PROGRAM, 'start'], { cwd: folder, env: environment() });
  const lines = createInterface({ input: child.stdout });
  const [first] = (await once(lines, 'line')) as [string];
  const address = /http:\/\/127\.0\.0\.1:\d+\//.exec(first)?.[0] ?? '';
  const page = await fetch(address);
  expect(await page.text()).toContain('<title>bouncedesk');
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('the scripts that the README names exist, and npm test is what runs this', () => {
  const scripts = Object.keys(
    (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object }).scripts,
  );
  expect(scripts).toEqual(expect.arrayContaining(['start', 'test', 'check', 'bench', 'fuzz']));
});

test.each([
  ['a file that is not there', 'identify nothing.eml', /nothing\.eml can't be read/],
  ['a row that is no JSON', 'identify --batch bounce.eml', /bounce\.eml:1: this line is not JSON/],
  ['a variant that is not there', 'intents graph nothing', /there is no variant nothing/],
  ['a ticket that is not there', 'tickets BD-9999', /there is no ticket BD-9999/],
  ['a command that is not there', 'reboot', /unknown command 'reboot'/],
])('%s is told in words, with an exit status', async (_, command, told) => {
  await expect(run(command, '')).rejects.toThrow(told);
});
