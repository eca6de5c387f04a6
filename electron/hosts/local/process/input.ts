import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileReason } from '#electron/files/fileReason.ts';

/**
 * Standard input that holds a text, for `stdin: input.fd`; the caller closes it.
 * It is a file without a name: Node's own pipes are sockets, and Linux refuses to open those by the path `/dev/stdin`,
 * which is how virsh is given XML.
 * @throws {InputFailure}
 */
export async function inputHolding(text: string): Promise<FileHandle> {
  const folder = tmpdir();
  try {
    return await fileHolding(text, join(folder, `patchbay-${randomUUID()}`));
  } catch (error) {
    throw new InputFailure(
      `what it is to read could not be written into the temporary folder ${folder} (${fileReason(error)}); make room there, or set TMPDIR to another folder`,
      { cause: error },
    );
  }
}

/** The program itself was not even tried. Its message ends a sentence. */
export class InputFailure extends Error {}

async function fileHolding(text: string, path: string): Promise<FileHandle> {
  const handle = await open(path, 'wx+', 0o600);
  try {
    await unlink(path);
    const bytes = Buffer.from(text);
    // By position: the offset is shared with the command and must stay at the beginning.
    for (let at = 0; at < bytes.length; ) {
      at += (await handle.write(bytes, at, bytes.length - at, at)).bytesWritten;
    }
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}
