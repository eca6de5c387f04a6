#!/usr/bin/env node
// @ts-check
// The `patchbay` command: `bin/patchbay.cjs` of an installed Patchbay. CommonJS that any Node of the last years can read,
// so that one which is too old is told what is missing, where the built app would end in a stack trace.
'use strict';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 20 || (major === 20 && minor >= 11)) {
  // @ts-expect-error: beside the launcher once that is built
  import('../main/patchbay.js');
} else {
  process.stderr.write(
    'patchbay: Patchbay needs Node.js 20.11 or later; this is ' +
      process.versions.node +
      ' (' +
      process.execPath +
      '). Install a newer one, or put it first in PATH.\n',
  );
  process.exitCode = 1;
}
