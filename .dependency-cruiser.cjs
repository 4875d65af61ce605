/** One direction of imports: cli -> adapters -> bot -> rooms -> knowledge -> bounce. */
const pureRooms = '^src/(bounce|classifier|dialogue)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A cycle means that two files are really one subject; nobody can read either of them first.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'src-knows-no-adapter',
      comment: 'The core must run without any platform; only the command line puts the two together.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^adapters/' },
    },
    {
      name: 'adapters-stand-alone',
      comment: 'An adapter can be deleted, or its SDK swapped, without touching another one.',
      severity: 'error',
      from: { path: '^adapters/([^/]+)/' },
      to: { path: '^adapters/([^/]+)/', pathNot: '^adapters/$1/' },
    },
    {
      name: 'nobody-imports-the-command-line',
      comment: 'The command line is the outermost edge: it composes, it is not composed.',
      severity: 'error',
      from: { path: '^(src|adapters)/', pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'rooms-do-not-know-the-loop',
      comment: 'bot.ts is the only loop. A room that calls it back would hide a turn from the transaction.',
      severity: 'error',
      from: { path: '^src/(bounce|classifier|dialogue|diagnostics|helpdesk|store|knowledge)/' },
      to: { path: '^src/(bot|config)\\.ts$' },
    },
    {
      name: 'bounce-is-the-ground-floor',
      comment: 'Reading a paste depends on nothing that could change what was read.',
      severity: 'error',
      from: { path: '^src/bounce/' },
      to: { path: '^src/', pathNot: '^src/bounce/' },
    },
    {
      name: 'knowledge-below-the-rooms',
      comment: 'The content and its schema are read by every room and depend on none of them but bounce.',
      severity: 'error',
      from: { path: '^src/knowledge/' },
      to: { path: '^src/', pathNot: '^src/(knowledge|bounce)/' },
    },
    {
      name: 'classifier-does-not-talk',
      comment:
        'A verdict must not depend on how the conversation goes; the dialogue reads verdicts, never the other way.',
      severity: 'error',
      from: { path: '^src/classifier/' },
      to: { path: '^src/', pathNot: '^src/(classifier|knowledge|bounce)/' },
    },
    {
      name: 'dialogue-decides-alone',
      comment: 'step(state, event) is pure: the rooms that touch the world reach it only as events.',
      severity: 'error',
      from: { path: '^src/dialogue/' },
      to: { path: '^src/', pathNot: '^src/(dialogue|classifier|knowledge|bounce)/' },
    },
    {
      name: 'pure-rooms-touch-nothing',
      comment:
        'Reading, identifying and talking must give the same answer anywhere: no Node built-in, no database, no SDK.',
      severity: 'error',
      from: { path: pureRooms },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'pure-rooms-choose-their-packages',
      comment:
        'natural is the learned part of the classifier and zod parses a stored state; a pure room needs nothing else.',
      severity: 'error',
      from: { path: pureRooms },
      to: { dependencyTypes: ['npm'], pathNot: '^node_modules/(natural|apparatus|zod)/' },
    },
    {
      name: 'sdk-of-slack-stays-home',
      comment: 'Slack changes its SDK without asking us; one folder feels it.',
      severity: 'error',
      from: { path: '^(src|adapters)/', pathNot: '^adapters/slack/' },
      to: { path: '^node_modules/@slack/' },
    },
    {
      name: 'sdk-of-teams-stays-home',
      comment: 'botbuilder is at the end of its support: the day it is swapped must cost one folder.',
      severity: 'error',
      from: { path: '^(src|adapters)/', pathNot: '^adapters/teams/' },
      to: { path: '^node_modules/(botbuilder|botframework)' },
    },
    {
      name: 'sdk-of-opentelemetry-stays-home',
      comment: 'It is loaded only where somebody asks for traces; everything else knows a port of our own.',
      severity: 'error',
      from: { path: '^(src|adapters)/', pathNot: '^src/cli/tracing/' },
      to: { path: '^node_modules/@opentelemetry/' },
    },
    {
      name: 'no-dep-on-test',
      comment: 'What runs in production must not need the tests.',
      severity: 'error',
      from: { path: '^(src|adapters)/' },
      to: { path: '^test/' },
    },
    {
      name: 'no-dev-dep-in-production',
      comment: 'A development package is not installed where the bot runs.',
      severity: 'error',
      from: { path: '^(src|adapters)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
  },
};
