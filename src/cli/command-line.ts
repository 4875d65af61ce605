import { Command, CommanderError } from 'commander';
import { FaultyContentError } from '../knowledge/fault';
import { CommandError } from './command-error';
import { readConfig } from '../config';

/** Runs one command line and returns its exit status; whatever goes wrong is told on standard error. */
export async function runCommand(argv: readonly string[]): Promise<number> {
  try {
    await commands().parseAsync(argv);
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    process.stderr.write(`${sayError(error)}\n`);
    return 1;
  }
}

/** Errors that a person can do something about are told in words; for any other the stack is what helps. */
function sayError(error: unknown): string {
  if (error instanceof CommandError || error instanceof FaultyContentError) return error.message;
  if (error instanceof Error && 'code' in error) return `${error.message} (${String(error.code)})`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function commands(): Command {
  const program = new Command('bouncedesk')
    .description("Reads a mail server's error, says whose problem it is, and leads to a fix or to a human.")
    .exitOverride()
    .showHelpAfterError();
  addConversations(program);
  addIdentifying(program);
  addContent(program);
  addTickets(program);
  return program;
}

function addConversations(program: Command): void {
  program
    .command('start')
    .description('serve the web page, and Slack and Teams where they are set up')
    .action(async () => (await import('./start.js')).start(readConfig()));
  program
    .command('chat')
    .description('the same conversation in the terminal; also piped, one line a message')
    .option('--user <name>', 'who is speaking; goes on with their earlier conversation')
    .action(async (options: { user?: string }) =>
      (await import('./chat.js')).chat(readConfig(), options.user ?? null),
    );
}

function addIdentifying(program: Command): void {
  program
    .command('identify')
    .description('say what the errors in files (text, .eml, mbox) or on standard input are')
    .argument('[files...]')
    .option('--json', 'one JSON object a failure')
    .option('--batch <rows>', 'rows {"id","text"} or {"id","file"} of a JSON lines file')
    .action(async (files: string[], options: { json?: boolean; batch?: string }) => {
      const [{ identify, identifyBatch, readInputs }, expert] = await Promise.all([
        import('./identify.js'),
        loadedExpert(),
      ]);
      if (options.batch !== undefined) return identifyBatch(expert.classifier, options.batch, print);
      return identify(expert, await readInputs(files), options.json === true, print);
    });
  program
    .command('understand')
    .description('say what short replies mean')
    .requiredOption('--batch <rows>', 'rows {"id","text"} of a JSON lines file')
    .action(async ({ batch }: { batch: string }) => {
      const [{ understandBatch }, { classifier }] = await Promise.all([
        import('./understand.js'),
        loadedExpert(),
      ]);
      understandBatch(classifier, batch, print);
    });
  program
    .command('evaluate')
    .description('score the identification on labelled rows')
    .argument('<corpus>', 'rows as for identify, with "label" and "accept"')
    .action(async (corpus: string) => {
      const [{ evaluateCorpus }, { classifier }] = await Promise.all([
        import('./evaluate.js'),
        loadedExpert(),
      ]);
      evaluateCorpus(classifier, corpus, print);
    });
}

function addContent(program: Command): void {
  const intents = program.command('intents').description('what the bot knows');
  intents
    .command('check')
    .description('print every fault of the content with its path and line')
    .action(async () => (await import('./intents.js')).checkIntents(readConfig().INTENTS_DIR, print));
  intents
    .command('graph')
    .description("draw a variant's dialogue as a Mermaid diagram")
    .argument('<variant>')
    .action(async (variant: string) => {
      const [{ graphIntent }, { knowledge }] = await Promise.all([import('./intents.js'), loadedExpert()]);
      graphIntent(knowledge, variant, print);
    });
  intents
    .command('schemas')
    .description("write the editor's schemas beside the content")
    .action(async () => (await import('./intents.js')).writeEditorSchemas(readConfig().INTENTS_DIR));
  program
    .command('rehearse')
    .description('play golden conversations and print the difference')
    .argument('<files...>')
    .option('--update', 'rewrite them instead')
    .action(async (files: string[], { update }: { update?: boolean }) => {
      const [{ rehearseFiles }, expert] = await Promise.all([import('./rehearse.js'), loadedExpert()]);
      rehearseFiles(expert, files, update === true, print);
    });
}

function addTickets(program: Command): void {
  program
    .command('tickets')
    .description('list the escalations in the store and how each stands, or show one')
    .argument('[reference]')
    .action(async (reference: string | undefined) => {
      const { listTickets, showTicket } = await import('./tickets.js');
      return reference === undefined
        ? listTickets(readConfig(), print)
        : showTicket(readConfig(), reference, print);
    });
  program
    .command('forget')
    .description('erase a person from the store, and say what was erased')
    .argument('<user>', 'their id or name: slack:U012AB3CD, teams:…, web:anna, terminal:anna')
    .action(async (user: string) => (await import('./forget.js')).forgetPerson(readConfig(), user, print));
}

async function loadedExpert() {
  return (await import('./expert.js')).loadExpert(readConfig().INTENTS_DIR);
}
