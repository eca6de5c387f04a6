import { libvirtPlace, SYSTEM_URI } from '#shared/host/libvirtUri.ts';
import { excerpt } from '#shared/parse/result.ts';

/** Which libvirt the user's own settings mean, and why it is another one that is asked. */
export interface LibvirtChoice {
  /** Absent: the system's, at its usual place. */
  readonly libvirtUri?: string;
  /** One plain sentence; absent: what the settings name is asked. */
  readonly libvirtRemark?: string;
}

/**
 * Follows virsh's own rule (`-c` above `VIRSH_DEFAULT_CONNECT_URI` above `LIBVIRT_DEFAULT_URI`, virsh(1)) as long as that
 * names a system libvirt of this host. VMs of any other (a remote host's, another driver's, the user's session) have
 * nothing to do with the links that are read here: they are not asked for, and that is said.
 * @param connect what was given with `--connect`; absent: nothing
 */
export function libvirtChoice(own: NodeJS.ProcessEnv, connect?: string): LibvirtChoice {
  const variable = own.VIRSH_DEFAULT_CONNECT_URI ? 'VIRSH_DEFAULT_CONNECT_URI' : 'LIBVIRT_DEFAULT_URI';
  const uri = (connect ?? own[variable]) || SYSTEM_URI;
  if (uri === SYSTEM_URI) return {};
  if (libvirtPlace(uri) === 'system') return { libvirtUri: uri };
  const name = connect === undefined ? variable : '--connect';
  return {
    libvirtRemark: `${name} names ${excerpt(uri)}, which is no system libvirt of this host: Patchbay asks ${SYSTEM_URI}.`,
  };
}

/**
 * The URI for a connection that only reads. libvirt itself chooses between its two sockets; where the URI names one, the
 * other stands beside it, and is there for users who may not open the first.
 */
export function readingUri(uri: string): string {
  // socket=/run/libvirt/libvirt-sock → /run/libvirt/libvirt-sock-ro
  return uri.replace(/([?&]socket=[^&]*-sock)(?=&|$)/, '$1-ro');
}
