import { faultOfBlocks } from './check-blocks';
import {
  faultOfPlace,
  json,
  refuse,
  type Answer,
  type Args,
  type Method,
  type MethodWorld,
} from './web-methods';
import { BOT_USER } from './workspace';

/** Slack shows a file that was shared when it has looked it over, a moment after it said yes. */
const SHOWN_AFTER_MS = 500;

/** The three steps of an upload, of which the second is no method: bytes to an address that is good once. */
export const UPLOAD_METHODS: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': (world, args) => {
    const { filename: name = '', length = '' } = args;
    if (name === '' || !(Number(length) > 0)) return refuse('invalid_arguments', 'filename and length');
    const id = world.workspace.nextId('F');
    world.workspace.uploads.set(id, { name, length: Number(length), bytes: null });
    return { ok: true, file_id: id, upload_url: world.uploadUrl(id) };
  },
  'files.completeUploadExternal': complete,
};

/** The status that Slack answers the bytes with. */
export function receiveBytes({ workspace }: MethodWorld, id: string, bytes: Buffer): number {
  const upload = workspace.uploads.get(id);
  if (upload === undefined) return 404;
  if (upload.bytes !== null || bytes.length !== upload.length) return 400;
  upload.bytes = bytes;
  return 200;
}

function complete(world: MethodWorld, args: Args): Answer {
  const { workspace, clock } = world;
  const { channel_id: channel = '', thread_ts: thread = null } = args;
  const asked = json(args['files'] ?? '[]') as readonly { readonly id: string; readonly title?: string }[];
  const blocks = json(args['blocks'] ?? '[]') as readonly unknown[];
  const fault = faultOfPlace(workspace, channel, thread) ?? faultOfBlocks(blocks, 'message');
  if (fault !== null) return refuse(fault.split(':')[0] ?? '', fault);
  const files = asked.flatMap(({ id }) => {
    const upload = workspace.uploads.get(id);
    if (upload === undefined || upload.bytes === null) return [];
    workspace.uploads.delete(id);
    const { name, bytes } = upload;
    return [{ id, name, bytes, mode: 'hosted', mimetype: 'text/plain', size: bytes.length }];
  });
  if (files.length === 0 || files.length !== asked.length) return refuse('file_not_found');
  for (const file of files) workspace.files.set(file.id, file);
  clock.plan(SHOWN_AFTER_MS, () => {
    const message = { channel, user: BOT_USER, bot: true, text: '', blocks, thread, metadata: null, files };
    world.posted(workspace.addMessage(message));
  });
  return { ok: true, files: asked };
}
