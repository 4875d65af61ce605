#!/usr/bin/env node
import { runCommand } from './command-line';

void runCommand(process.argv).then((status) => {
  process.exitCode = status;
});
