import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { createBotMetrics } from '../../src/cli/bot-metrics';
import { createHttpMetrics } from '../../src/http/metrics';

const DOCS = join(__dirname, '../../docs');
const runbook = readFileSync(join(DOCS, 'runbook.md'), 'utf8');

/** Name and label names of each metric, as the registry of a bot has them. */
async function knownMetrics(): Promise<ReadonlyMap<string, readonly string[]>> {
  const registry = new Registry();
  createBotMetrics(registry, { outbox: () => Promise.reject(new Error('not asked')) }, () => new Date());
  createHttpMetrics(registry);
  const names = (await registry.getMetricsAsJSON()).map(({ name }) => name);
  return new Map(names.map((name) => [name, labelsOf(registry, name)]));
}

function labelsOf(registry: Registry, name: string): readonly string[] {
  const metric: unknown = registry.getSingleMetric(name);
  if (typeof metric !== 'object' || metric === null || !('labelNames' in metric)) return [];
  return Array.isArray(metric.labelNames) ? metric.labelNames.map(String) : [];
}

/** `name{label="value"}` or `name[5m]`, as a query selects a metric. */
const selectors = [...runbook.matchAll(/\b(bouncedesk_[a-z_]+)(?:\{([^}]*)\})?/g)].map(
  ([whole, name = '', labels = '']) => ({
    whole,
    name: name.replace(/_bucket$/, ''),
    labels: [...labels.matchAll(/([a-z_]+)=/g)].map(([, label = '']) => label),
  }),
);

test('asks for metrics that there are, by labels that they have', async () => {
  const known = await knownMetrics();
  expect(selectors.length).toBeGreaterThan(10);
  for (const { whole, name, labels } of selectors) {
    expect([whole, known.has(name)]).toEqual([whole, true]);
    for (const label of labels)
      expect([whole, known.get(name)]).toEqual([whole, expect.arrayContaining([label])]);
  }
});

test('every metric that tells of trouble has its alert', () => {
  for (const name of ['outbox_oldest_due_age_seconds', 'outbox_given_up_jobs', 'job_failures_total'])
    expect(runbook).toContain(`bouncedesk_${name}`);
});

test('links to what is there', () => {
  const links = [...runbook.matchAll(/\]\(([^)#]+)\)/g)].map(([, target = '']) => target);
  expect(links.length).toBeGreaterThan(0);
  for (const target of links) expect([target, existsSync(join(DOCS, target))]).toEqual([target, true]);
});
