import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildAppPackage } from './app-package';
import { drawIcons } from './draw-icons';

/**
 * `npm run package:teams`: draws the icons and writes bouncedesk-teams.zip for the bot of MicrosoftAppId. With
 * `-- --reads-channels` it asks to read all messages of channels.
 */
function main(): void {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const folder = join('adapters', 'teams', 'app');
  drawIcons(folder);
  const readsChannels = process.argv.includes('--reads-channels');
  const archive = buildAppPackage(folder, process.env['MicrosoftAppId'] ?? '', { readsChannels });
  writeFileSync('bouncedesk-teams.zip', archive);
  process.stdout.write('bouncedesk-teams.zip is ready to be uploaded\n');
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
