import type { Socket } from 'node:net';

/** Connections that one user may hold who has not signed in: a browser opens six, and a WebSocket for each tab. */
const strangerShare = 16;
/** What all of those hold together: a user may have thousands of user ids, by /etc/subuid. */
const strangersInAll = 64;
/** What one user may hold who has signed in, or who runs Patchbay: a tab has one. */
const ownShare = 256;

/**
 * Who may hold how many connections to the web host, by whose process is at the other end: whoever has not signed in
 * gets a small share, so that nobody else’s connections keep a user out who has.
 */
export class Admission {
  /** Whose process is at the other end of each open connection that was let in; null: the kernel doesn’t say. */
  readonly #uids = new Map<Socket, number | null>();
  readonly #isOwn: (uid: number | null) => boolean;

  /** @param isOwn whether a user runs this Patchbay, or has signed in */
  constructor(isOwn: (uid: number | null) => boolean) {
    this.#isOwn = isOwn;
  }

  /** Counts a new connection in, or ends it. @param uid whose process is at the other end; null: not known */
  admit(socket: Socket, uid: number | null): void {
    if (socket.destroyed) return;
    const open = [...this.#uids.values()];
    const ofUser = open.filter((other) => other === uid).length;
    const isFull = this.#isOwn(uid)
      ? ofUser >= ownShare
      : ofUser >= strangerShare || open.filter((other) => !this.#isOwn(other)).length >= strangersInAll;
    if (isFull) {
      socket.destroy();
      return;
    }
    this.#uids.set(socket, uid);
    socket.once('close', () => this.#uids.delete(socket));
  }
}
