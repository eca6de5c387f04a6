import { noteFailure, runCli } from './cli.ts';
import { processTerminal } from './terminal.ts';

const terminal = processTerminal();

// What one part of Patchbay did not foresee must not end a server that others are signed in to.
process.on('unhandledRejection', (error) => {
  noteFailure(error, terminal);
  process.exitCode = 1;
});

process.exitCode = await runCli(process.argv.slice(2), terminal);
