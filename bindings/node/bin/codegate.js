#!/usr/bin/env node
'use strict';

// Runs the command line, a native program in the package of this platform: with the same streams, arguments, signals and
// exit status.

const { spawn } = require('node:child_process');
const { constants } = require('node:os');
const { program } = require('../lib/platform.js');

/** One sentence, as the program itself would say it, and no trace of what is not the reader's. */
function fail(error) {
  console.error(`codegate: ${error.message}`);
  process.exit(1);
}

function start() {
  try {
    return spawn(program(), process.argv.slice(2), { stdio: 'inherit' });
  } catch (error) {
    return fail(error);
  }
}

const child = start();
child.on('error', fail);

// A terminal sends an interrupt to both, so that passing it on would send it twice; this process only has to outlive it.
const both = process.stdin.isTTY ? ['SIGINT', 'SIGQUIT'] : [];
for (const signal of ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'].filter((name) => name in constants.signals)) {
  process.on(signal, () => both.includes(signal) || child.kill(signal));
}

child.on('exit', (status, signal) => {
  if (signal === null) {
    process.exitCode = status;
  } else {
    // Dies of the same, so that a shell sees it.
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  }
});
