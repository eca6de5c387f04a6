import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { anonymous } from '../hosts/capture/anonymous.ts';
import { writeCapture } from '../hosts/capture/file.ts';
import type { Capture } from '../hosts/capture/format.ts';
import { recordingHost } from '../hosts/capture/record.ts';
import type { Host } from '../hosts/host.ts';
import { Reader } from './reader.ts';

/** A capture, and what became of each source. */
export interface Taken {
  readonly capture: Capture;
  readonly sources: HostSnapshot['sources'];
}

/**
 * Reads everything of a host, each source once and to its end. What could not be read is in the capture as well, as the
 * failure that it was. libvirt hides its passwords from the connection that reads; the command lines of QEMU processes
 * are in it whole.
 * @param isAnonymous with stand-ins for names, MACs and addresses
 */
export async function takeCapture(host: Host, isAnonymous = false): Promise<Taken> {
  const recording = recordingHost(host);
  const reader = new Reader(recording.host);
  const { sources } = await reader.readToEnd();
  const capture: Capture = {
    format: 'patchbay-capture',
    version: 1,
    host: host.name,
    takenAt: new Date().toISOString(),
    ...(host.hasNoLibvirt === undefined ? {} : { hasNoLibvirt: host.hasNoLibvirt }),
    answers: recording.answers(),
  };
  return { capture: isAnonymous ? anonymous(capture) : capture, sources };
}

/**
 * Takes a capture and writes it to one file, which `replay:FILE` opens elsewhere.
 * @returns when it was taken, and what became of each source
 * @throws {UserFailure} when the file cannot be written
 */
export async function captureTo(
  file: string,
  host: Host,
  isAnonymous = false,
): Promise<Pick<HostSnapshot, 'takenAt' | 'sources'>> {
  const { capture, sources } = await takeCapture(host, isAnonymous);
  await writeCapture(file, capture);
  return { takenAt: capture.takenAt, sources };
}
