import type { Hello } from '#shared/wire.ts';
import { Access, type SignIn } from './access.ts';

/** The addresses that open the web host, each to one browser, and the sessions of those that it was opened to. */
export class Addresses {
  readonly #port: number;
  readonly #onNewAddress: (url: string) => void;
  readonly #access = new Access();
  /** Whether an address is out that nobody has used, so that asking again and again fills no terminal. */
  #isOneOut = false;

  /** @param onNewAddress told the new address when somebody opens one that has been used */
  constructor(port: number, onNewAddress: (url: string) => void) {
    this.#port = port;
    this.#onNewAddress = onNewAddress;
  }

  /** A new address that opens one browser, once; see `Access.issue` about `uid`. */
  issue(uid: number | null): string {
    if (uid === null) this.#isOneOut = true;
    return `http://127.0.0.1:${this.#port}/?token=${this.#access.issue(uid)}`;
  }

  /** @param uid whose process asks; null when that is unknown */
  signIn(hello: Hello, uid: number | null): SignIn {
    const signedIn = this.#access.signIn(hello, uid);
    if (signedIn.ok) {
      if (signedIn.session !== hello.session) this.#isOneOut = false;
    } else if (signedIn.refusal === 'spent' && !this.#isOneOut) this.#onNewAddress(this.issue(null));
    return signedIn;
  }

  /** True where a process of this user has signed in. */
  hasSessionOf(uid: number | null): boolean {
    return this.#access.hasSessionOf(uid);
  }
}
