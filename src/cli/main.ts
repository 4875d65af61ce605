#!/usr/bin/env node
import { runCommand } from './command-line';

// A reader that has seen enough, such as head, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

void runCommand(process.argv).then((status) => {
  process.exitCode = status;
});
