// `node -r test/run-typescript.cjs FILE.ts`: lets a test start a process of its own from the sources. With
// COMPILED naming a folder, what was compiled is kept there for the next process of the same test.
const { createHash } = require('node:crypto');
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const options = {
  jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
  module: { type: 'commonjs' },
};

function compile(filename) {
  const source = readFileSync(filename, 'utf8');
  return require('@swc/core').transformSync(source, { ...options, filename }).code;
}

function compileOnce(filename, folder) {
  const kept = join(folder, `${createHash('sha256').update(filename).digest('hex')}.js`);
  try {
    return readFileSync(kept, 'utf8');
  } catch {
    const code = compile(filename);
    // Whole or not at all: another process may be reading.
    writeFileSync(`${kept}.${process.pid}`, code);
    renameSync(`${kept}.${process.pid}`, kept);
    return code;
  }
}

require.extensions['.ts'] = (module, filename) => {
  const folder = process.env.COMPILED;
  module._compile(folder ? compileOnce(filename, folder) : compile(filename), filename);
};

// A dynamic import names the compiled file (`./train.js`), which does not stand beside its source.
const Module = require('node:module');
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, parent, ...rest) {
  try {
    return resolveFilename.call(this, request, parent, ...rest);
  } catch (error) {
    if (!request.startsWith('.') || !request.endsWith('.js')) throw error;
    return resolveFilename.call(this, request.replace(/\.js$/, '.ts'), parent, ...rest);
  }
};
