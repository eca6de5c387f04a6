import { UserFailure } from '#shared/userFailure.ts';

/** The first file descriptor that is passed on (SD_LISTEN_FDS_START). */
const firstFd = 3;

/** Sockets that whoever started us listens on already, as file descriptors. */
export interface InheritedSockets {
  /** Of 127.0.0.1. */
  readonly web: number;
  /** A unix socket; null: none. */
  readonly control: number | null;
}

/**
 * The sockets that systemd passes to a service that it starts for them, in the order of assets/systemd/patchbay.socket;
 * null where there are none for us. They are taken out of the environment, which our own processes inherit.
 * Format: https://www.freedesktop.org/software/systemd/man/latest/sd_listen_fds.html
 * @param environment is changed
 * @throws {UserFailure} where they are more than Patchbay knows what to do with
 */
export function takeInheritedSockets(environment: NodeJS.ProcessEnv, pid: number): InheritedSockets | null {
  const { LISTEN_PID, LISTEN_FDS } = environment;
  for (const name of ['LISTEN_PID', 'LISTEN_FDS', 'LISTEN_FDNAMES', 'LISTEN_PIDFDID'])
    delete environment[name];
  // Others’ may be in the environment of a shell that such a service has started.
  if (LISTEN_PID !== String(pid) || LISTEN_FDS === undefined) return null;
  if (LISTEN_FDS !== '1' && LISTEN_FDS !== '2')
    throw new UserFailure(
      `systemd passes ${LISTEN_FDS} sockets to Patchbay, which takes one of 127.0.0.1 and, after it, a unix socket.`,
      'Correct the ListenStream= lines of its socket unit.',
    );
  return { web: firstFd, control: LISTEN_FDS === '2' ? firstFd + 1 : null };
}
