import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const readme = readFileSync(join(root, 'adapters', 'slack', 'README.md'), 'utf8');
const manifest = JSON.parse(readFileSync(join(root, 'manifest.json'), 'utf8')) as {
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
};

function section(heading: string): string {
  const [, text = ''] = readme.split(`## ${heading}\n`);
  return text.split('\n## ')[0] ?? '';
}

/** Rows `| \`scope\` | reason |`. */
const reasons = new Map(
  [...section('What the app may do, and why').matchAll(/^\| `([a-z_:]+)` +\|(.*)\|$/gm)].map(
    ([, scope = '', reason = '']) => [scope, reason.trim()] as const,
  ),
);

test('the README explains the scopes of the manifest, and no other', () => {
  expect([...reasons.keys()].sort()).toEqual([...manifest.oauth_config.scopes.bot].sort());
});

test.each([...reasons])('the reason for %s says something', (_scope, reason) => {
  expect(reason.split(/\s+/).length).toBeGreaterThan(3);
});

test('from the manifest to the first answer it is at most ten steps', () => {
  const setUp = readme.split('\n## ')[0] ?? '';
  const steps = [...setUp.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));
  expect(steps).toEqual(steps.map((_, index) => index + 1));
  expect(steps.length).toBeLessThanOrEqual(10);
  expect(setUp).toContain('manifest.json');
  expect(setUp).toContain('The first answer comes');
});
