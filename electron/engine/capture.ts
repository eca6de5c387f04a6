import { writeCapture } from '../hosts/capture/file.ts';
import type { Capture } from '../hosts/capture/format.ts';
import { recordingHost } from '../hosts/capture/record.ts';
import type { Host } from '../hosts/host.ts';
import { Reader } from './reader.ts';

/**
 * Reads everything of a host and writes it to one file, which `replay:FILE` opens elsewhere. What could not be read is in
 * it as well, as the failure that it was. Passwords are not: libvirt hides them from the connection that reads.
 * @throws {UserFailure} when the file cannot be written
 */
export async function captureTo(file: string, host: Host): Promise<Capture> {
  const capture = await takeCapture(host);
  await writeCapture(file, capture);
  return capture;
}

/** Reads twice: the second time the reader asks what it asks of a host that it knows, and whoever replays asks both. */
async function takeCapture(host: Host): Promise<Capture> {
  const recording = recordingHost(host);
  const reader = new Reader(recording.host);
  await reader.read();
  await reader.pollSlow();
  await reader.read();
  return {
    format: 'patchbay-capture',
    version: 1,
    host: host.name,
    takenAt: new Date().toISOString(),
    answers: recording.answers(),
  };
}
