import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Hello, SignInRefusal } from '#shared/wire.ts';

/** A window is let in with its session’s secret, or is not. */
export type SignIn =
  | { readonly ok: true; readonly session: string }
  | { readonly ok: false; readonly refusal: SignInRefusal };

interface Token {
  readonly digest: Buffer;
  /** Only a process of this user may redeem it; null: whoever has it. */
  readonly uid: number | null;
  spent: boolean;
}

interface Session {
  readonly digest: Buffer;
  /** Whose process redeemed the token; null: the kernel didn’t say. */
  readonly uid: number | null;
}

/**
 * Who may use the web host: whoever redeems a token, once, for a session. A session belongs to the user whose process
 * redeemed it: with its secret alone, another user of this machine gets nowhere. Everything is compared by digest and
 * in constant time, so that nothing can be guessed piece by piece.
 */
export class Access {
  readonly #tokens: Token[] = [];
  readonly #sessions: Session[] = [];

  /**
   * @param uid for a token that is handed to a browser on its command line, which every user of the machine can read;
   *   null for one that is shown to the user alone
   */
  issue(uid: number | null): string {
    const token = secret();
    this.#tokens.push({ digest: digest(token), uid, spent: false });
    return token;
  }

  /** @param uid whose process asks; null when that is unknown */
  signIn({ session, token }: Hello, uid: number | null): SignIn {
    if (session !== undefined && this.#holds(session, uid)) return { ok: true, session };
    return token === undefined ? { ok: false, refusal: 'unknown' } : this.#redeem(token, uid);
  }

  /** True where a process of this user has signed in. */
  hasSessionOf(uid: number | null): boolean {
    return this.#sessions.some((session) => session.uid === uid);
  }

  #redeem(presented: string, uid: number | null): SignIn {
    const wanted = digest(presented);
    const token = this.#tokens.find((candidate) => timingSafeEqual(candidate.digest, wanted));
    if (token === undefined || (token.uid !== null && token.uid !== uid))
      return { ok: false, refusal: 'wrong' };
    if (token.spent) return { ok: false, refusal: 'spent' };
    token.spent = true;
    const session = secret();
    this.#sessions.push({ digest: digest(session), uid });
    return { ok: true, session };
  }

  #holds(presented: string, uid: number | null): boolean {
    const wanted = digest(presented);
    return this.#sessions.some((known) => timingSafeEqual(known.digest, wanted) && known.uid === uid);
  }
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
