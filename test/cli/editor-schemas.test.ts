import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { editorSchemas } from '../../src/cli/intents';

test.each([...editorSchemas()])(
  'intents/schema/%s is the schema that the program checks with',
  (name, text) => {
    expect(readFileSync(join(__dirname, '../../intents/schema', name), 'utf8')).toBe(text);
  },
);
