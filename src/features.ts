import type { Config } from './config';

/** One line of what a start prints. */
export interface Feature {
  readonly name: string;
  readonly on: boolean;
  readonly why: string;
}

/** What is on and what is off, and which setting makes it so. Holds no secret. */
export function describeFeatures(config: Config): readonly Feature[] {
  return [web(config), slack(config), teams(config), triage(config), tickets(config), store(config)];
}

function web({ web, HOST, PORT }: Config): Feature {
  const name = 'web chat';
  switch (web.kind) {
    case 'off':
      return { name, on: false, why: 'WEB_CHAT=off' };
    case 'local':
      return { name, on: true, why: `http://${HOST}:${PORT}/, for this machine only (WEB_CHAT=local)` };
    case 'proxy':
      return {
        name,
        on: true,
        why: `behind a proxy that names people in the header ${web.header} (WEB_CHAT=proxy)`,
      };
  }
}

function slack({ slack }: Config): Feature {
  const name = 'Slack';
  if (slack === null) return { name, on: false, why: 'SLACK_BOT_TOKEN is not set' };
  const where = slack.transport.kind === 'socket' ? 'Socket Mode' : 'HTTP at /slack/events';
  const who = slack.workspaces.kind === 'oauth' ? 'every workspace that installs it' : 'one workspace';
  return { name, on: true, why: `${where}, ${who}` };
}

function teams({ teams }: Config): Feature {
  const name = 'Teams';
  if (teams === null) return { name, on: false, why: 'MicrosoftAppId is not set' };
  const unsigned = teams.local ? '; unsigned activities from this machine are taken (TEAMS_LOCAL=1)' : '';
  return { name, on: true, why: `HTTP at /api/messages, ${teams.appType}${unsigned}` };
}

function triage({ TRIAGE_TOKEN }: Config): Feature {
  const why = TRIAGE_TOKEN === null ? 'from this machine only: TRIAGE_TOKEN is not set' : 'with TRIAGE_TOKEN';
  return { name: 'POST /triage', on: true, why };
}

function tickets({ TICKETS }: Config): Feature {
  const why =
    TICKETS === 'none' ? 'in the store: see bouncedesk tickets' : 'opened there, and kept in the store';
  return { name: 'tickets', on: true, why: `${why} (TICKETS=${TICKETS})` };
}

function store({ store }: Config): Feature {
  const why =
    store.kind === 'postgres'
      ? 'PostgreSQL, shared by all replicas (DATABASE_URL)'
      : `embedded, for this process alone, in ${store.file}`;
  return { name: 'store', on: true, why };
}
