import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Installation, InstallationQuery, InstallationStore } from '@slack/bolt';
import { z } from 'zod';
import type { TokenSource } from '../outbound/tokens';

/** Where installations are kept: values by key, as the bot's store keeps them. */
export interface Safe {
  kept(key: string): Promise<string | null>;
  /** Null removes it. */
  keep(key: string, value: string | null): Promise<void>;
}

const installationSchema = z.looseObject({ bot: z.looseObject({ token: z.string() }).optional() });

/**
 * The app's installations in workspaces and organisations. A whole installation, tokens and all, is encrypted
 * with AES-256-GCM before it reaches the store; its key comes from SLACK_STATE_SECRET, and each value is bound
 * to its place, so that one workspace's can't be put in another's.
 */
export class SafeInstallationStore implements InstallationStore, TokenSource {
  readonly #key: Buffer;

  constructor(
    private readonly safe: Safe,
    secret: string,
  ) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'bouncedesk slack installations', 32));
  }

  async storeInstallation<AuthVersion extends 'v1' | 'v2'>(
    installation: Installation<AuthVersion, boolean>,
  ): Promise<void> {
    const workspace =
      installation.isEnterpriseInstall === true ? installation.enterprise?.id : installation.team?.id;
    if (workspace === undefined) throw new Error('an installation without a workspace');
    await this.safe.keep(placeOf(workspace), this.#lock(placeOf(workspace), JSON.stringify(installation)));
  }

  async fetchInstallation(query: InstallationQuery<boolean>): Promise<Installation<'v1' | 'v2', boolean>> {
    const text = await this.#read(workspaceOf(query));
    if (text === null) throw new Error('the app is not installed there');
    return JSON.parse(text) as Installation<'v1' | 'v2', boolean>;
  }

  async deleteInstallation(query: InstallationQuery<boolean>): Promise<void> {
    await this.remove(workspaceOf(query));
  }

  async remove(workspace: string): Promise<void> {
    await this.safe.keep(placeOf(workspace), null);
  }

  async tokenFor(workspace: string): Promise<string | null> {
    const text = await this.#read(workspace);
    return text === null ? null : (installationSchema.parse(JSON.parse(text)).bot?.token ?? null);
  }

  async #read(workspace: string): Promise<string | null> {
    const locked = await this.safe.kept(placeOf(workspace));
    return locked === null ? null : this.#unlock(placeOf(workspace), locked);
  }

  #lock(place: string, text: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(place));
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
  }

  /** Throws when the value was changed or the secret is another one. */
  #unlock(place: string, locked: string): string {
    const bytes = Buffer.from(locked, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, 12)).setAAD(
      Buffer.from(place),
    );
    decipher.setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
  }
}

function placeOf(workspace: string): string {
  return `slack.installation.${workspace}`;
}

function workspaceOf(query: InstallationQuery<boolean>): string {
  return (query.isEnterpriseInstall ? query.enterpriseId : query.teamId) ?? '';
}
