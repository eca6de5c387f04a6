/**
 * What lets this browser in: the token of the address, once, and from then on the session’s secret. The secret is kept
 * where only pages of our own origin read it, which has its port in it, unlike a cookie; so other tabs are let in too.
 * It is worth nothing any more when Patchbay has ended.
 */
export interface Credentials {
  /** Absent: not signed in yet. */
  readonly session: () => string | undefined;
  readonly token: () => string | undefined;
  /** The engine has let us in, with this secret from now on. */
  readonly onSignedIn: (session: string) => void;
}

const key = 'patchbay-session';

export const browserCredentials: Credentials = {
  session: () => inMemory ?? stored(),
  token: () => new URLSearchParams(location.search).get('token') ?? undefined,
  onSignedIn(session) {
    inMemory = session;
    try {
      localStorage.setItem(key, session);
    } catch {
      // A browser that keeps nothing for any page: this window goes on, another one needs an address of its own.
    }
    // It has been used; in the address bar it would only be copied, or kept as a bookmark.
    history.replaceState(history.state, '', location.pathname);
  },
};

let inMemory: string | undefined;

function stored(): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}
