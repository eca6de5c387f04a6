import { readFile, stat } from 'node:fs/promises';
import { UserFailure } from '#shared/userFailure.ts';
import { fileReason } from '../../files/fileReason.ts';
import { replaceFile } from '../../files/replaceFile.ts';
import { type Capture, captureSchema } from './format.ts';

/** A host with 2,000 VMs makes about 20 MB. */
const MAX_BYTES = 200 * 1024 * 1024;

const TAKE_ONE = 'Take one with: patchbay capture FILE';

/**
 * Reads a capture.
 * @throws {UserFailure} that says what is wrong with the file, where, and what to do
 */
export async function readCapture(path: string): Promise<Capture> {
  const text = await readText(path);
  const value = parseJson(path, text);
  const { format, version } = isRecord(value) ? value : {};
  if (format !== 'patchbay-capture') throw new UserFailure(`${path} is not a Patchbay capture.`, TAKE_ONE);
  if (version !== 1)
    throw new UserFailure(
      `${path} was written by another version of Patchbay (its format is ${JSON.stringify(version) ?? 'unnamed'}, and 1 is known here).`,
      'Open it with the Patchbay that wrote it, or take a new one.',
    );
  const checked = captureSchema.safeParse(value);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new UserFailure(
    `${path} is damaged at ${placeOf(issue?.path ?? [])}: ${issue?.message ?? 'not as expected'}.`,
    'Copy the file again, or take a new capture.',
  );
}

/**
 * Writes a capture: the file is replaced whole or not at all, and only its owner may read it.
 * @throws {UserFailure}
 */
export async function writeCapture(path: string, capture: Capture): Promise<void> {
  try {
    await replaceFile(path, `${JSON.stringify(capture, null, 1)}\n`);
  } catch (error) {
    throw new UserFailure(
      `${path} could not be written (${fileReason(error)}).`,
      'Choose a folder that exists, where you may write and where there is room.',
      { cause: error },
    );
  }
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size <= MAX_BYTES) return await readFile(path, 'utf8');
  } catch (error) {
    const [message, advice] = isErrno(error, 'ENOENT')
      ? [`There is no file ${path}.`, 'Check its name and folder.']
      : [
          `${path} could not be read (${fileReason(error)}).`,
          'Check that it is a file and that you may read it.',
        ];
    throw new UserFailure(message, advice, { cause: error });
  }
  throw new UserFailure(
    `${path} is larger than any capture can be (${MAX_BYTES / 1024 / 1024} MiB at most).`,
    TAKE_ONE,
  );
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserFailure(
      `${path} is not a Patchbay capture, or only part of one: it is not JSON.`,
      TAKE_ONE,
      { cause: error },
    );
  }
}

/** `answers[3].argv` */
function placeOf(path: readonly PropertyKey[]): string {
  const place = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return place.replace(/^\./, '') || 'its top';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
