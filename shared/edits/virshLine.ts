import { onLibvirt } from '#shared/host/libvirtUri.ts';
import { CONNECT } from '../ops/vnic/virsh.ts';
import { shellLine } from './shellWords.ts';

/** A virsh command as advice, for the libvirt that was read. */
export function virshLine(
  { libvirtUri }: { readonly libvirtUri?: string },
  ...words: readonly string[]
): string {
  return shellLine(onLibvirt({ argv: [...CONNECT, ...words] }, libvirtUri));
}
