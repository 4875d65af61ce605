import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseConfig } from '../../src/config';
import { healthRoutes } from '../../src/http/health';
import { Registry } from 'prom-client';

const ROOT = join(__dirname, '../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** Instructions with their arguments, lines that are continued put together. */
const instructions = read('Dockerfile')
  .replace(/\\\n/g, ' ')
  .split('\n')
  .filter((line) => /^[A-Z]+ /.test(line))
  .map((line) => {
    const [, name = '', rest = ''] = /^([A-Z]+) +(.*)$/.exec(line) ?? [];
    return { name, rest };
  });
const named = (wanted: string) => instructions.filter(({ name }) => name === wanted).map(({ rest }) => rest);

describe('Dockerfile', () => {
  const copies = named('COPY').map((rest) => rest.split(/ +/));
  const fromContext = copies.filter(([first = '']) => !first.startsWith('--from'));
  const fromBuild = copies.filter(([first = '']) => first.startsWith('--from'));

  test.each(fromContext.flatMap((words) => words.slice(0, -1)))(
    'copies %s, which exists and is not ignored',
    (path) => {
      expect(existsSync(join(ROOT, path))).toBe(true);
      const ignored = read('.dockerignore').split('\n');
      expect(ignored[1]).toBe('*');
      expect(ignored).toContain(`!${path.split('/')[0]}`);
    },
  );

  test.each(fromBuild.map(([, path = '']) => path.replace('/app/', '')))('takes over %s', (path) => {
    const made = ['node_modules', 'dist'];
    expect(made.includes(path) || existsSync(join(ROOT, path))).toBe(true);
  });

  test('runs the program as a user without rights, told to stop by the signal itself', () => {
    expect(named('USER')).toEqual(['node']);
    expect(JSON.parse(named('CMD').at(-1) ?? '')).toEqual(['node', 'dist/src/cli/main.js', 'start']);
    const { bin } = JSON.parse(read('package.json')) as { bin: { bouncedesk: string } };
    expect(bin.bouncedesk).toBe('dist/src/cli/main.js');
  });

  test('asks at the port it serves whether the process runs', () => {
    const [health = ''] = named('HEALTHCHECK');
    const paths = healthRoutes({ registry: new Registry(), notReady: () => Promise.resolve(null) });
    expect(paths.map(({ path }) => path)).toContain('/healthz');
    expect(health).toContain('/healthz`');
    expect(named('EXPOSE')).toEqual([String(parseConfig({}).PORT)]);
  });

  test('every setting in it is one', () => {
    const environment = Object.fromEntries(
      named('ENV').flatMap((rest) => rest.split(/ +/).map((pair) => pair.split('=') as [string, string])),
    );
    const { PORT, HOST, store } = parseConfig(environment);
    expect([PORT, HOST, store]).toEqual([
      3978,
      '0.0.0.0',
      { kind: 'embedded', file: '/data/bouncedesk.sqlite' },
    ]);
  });
});

describe('compose.yaml', () => {
  const Service = z.looseObject({
    image: z.string(),
    environment: z.record(z.string(), z.string()),
    ports: z.array(z.string()).optional(),
    networks: z.array(z.string()),
    security_opt: z.array(z.string()),
  });
  const { services, networks, volumes } = z
    .looseObject({
      services: z.object({ bouncedesk: Service, postgres: Service }),
      networks: z.record(z.string(), z.object({ internal: z.boolean().optional() })),
      volumes: z.record(z.string(), z.unknown()),
    })
    .parse(parse(read('compose.yaml')));

  test('starts the bot with settings that it takes, on the database beside it', () => {
    const filled = Object.fromEntries(
      Object.entries(services.bouncedesk.environment).map(([name, value]) => [
        name,
        value.replace(/\$\{POSTGRES_PASSWORD[^}]*\}/, 'secret').replace(/\$\{WEB_CHAT:-off\}/, 'off'),
      ]),
    );
    const { user, db } = {
      user: services.postgres.environment['POSTGRES_USER'],
      db: services.postgres.environment['POSTGRES_DB'],
    };
    expect(parseConfig(filled)).toMatchObject({
      store: { kind: 'postgres', url: `postgres://${user}:secret@postgres/${db}` },
      web: { kind: 'off' },
    });
  });

  test('holds no password, and refuses to start without one', () => {
    for (const value of [
      services.bouncedesk.environment['DATABASE_URL'],
      services.postgres.environment['POSTGRES_PASSWORD'],
    ])
      expect(value).toContain('${POSTGRES_PASSWORD:?');
  });

  test('gives the bot no right and nothing to write on', () => {
    expect(services.bouncedesk).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      tmpfs: ['/tmp', '/data'],
    });
  });

  test('lets the database be reached by the bot alone, and the bot from this machine', () => {
    expect(services.postgres.ports).toBeUndefined();
    expect(services.postgres.networks.every((name) => networks[name]?.internal === true)).toBe(true);
    expect(services.bouncedesk.ports).toEqual(['127.0.0.1:3978:3978']);
    expect(services.bouncedesk.networks).toEqual(expect.arrayContaining(services.postgres.networks));
    expect(Object.keys(volumes)).toEqual(['postgres']);
  });
});
