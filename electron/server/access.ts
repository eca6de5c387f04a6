import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** - `spent`: it was right, and has been used · `wrong`: it is none of ours, or not for this user */
export type Redeemed =
  | { readonly kind: 'ok'; readonly cookie: string }
  | { readonly kind: 'spent' }
  | { readonly kind: 'wrong' };

interface Token {
  readonly digest: Buffer;
  /** Only a process of this user may redeem it; null: whoever has it. */
  readonly uid: number | null;
  spent: boolean;
}

/**
 * Who may use the web host: whoever redeems a token, once, for a cookie. Everything is compared by digest and in
 * constant time, so that nothing can be guessed piece by piece.
 */
export class Access {
  readonly #tokens: Token[] = [];
  readonly #cookies: Buffer[] = [];

  /**
   * @param uid for a token that is handed to a browser on its command line, which every user of the machine can read;
   *   null for one that is shown to the user alone
   */
  issue(uid: number | null): string {
    const token = secret();
    this.#tokens.push({ digest: digest(token), uid, spent: false });
    return token;
  }

  /** @param peerUid whose process asks; null when that is unknown */
  redeem(presented: string, peerUid: () => number | null): Redeemed {
    const wanted = digest(presented);
    const token = this.#tokens.find((candidate) => timingSafeEqual(candidate.digest, wanted));
    if (token === undefined) return { kind: 'wrong' };
    if (token.uid !== null && token.uid !== peerUid()) return { kind: 'wrong' };
    if (token.spent) return { kind: 'spent' };
    token.spent = true;
    const cookie = secret();
    this.#cookies.push(digest(cookie));
    return { kind: 'ok', cookie };
  }

  knows(cookie: string): boolean {
    const wanted = digest(cookie);
    return this.#cookies.some((known) => timingSafeEqual(known, wanted));
  }
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
