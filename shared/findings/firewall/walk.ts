import type { FirewallAction, FirewallChain, FirewallRule } from '#shared/host/firewall.ts';
import { both, type Matcher, type RuleShare } from './match.ts';
import type { Share } from './ranges.ts';

/** What a rule or a policy does to a packet. */
export interface Decision {
  readonly verdict: 'accept' | 'drop' | 'reject' | 'masquerade' | 'snat' | 'unknown';
  readonly chain: FirewallChain;
  /** Null: the policy of the chain. */
  readonly rule: FirewallRule | null;
}

/** What becomes of the packets of one kind in a chain. */
export interface Outcome {
  /** Of those that no rule treats otherwise; null: they come out at its end. */
  readonly rest: Decision | null;
  /** How many come out at its end although the rest does not. */
  readonly left: Share;
  /** What some of them may meet before; the first of each. */
  readonly accepts: Exception;
  readonly drops: Exception;
  /** How many are marked. */
  readonly marked: Share;
}

export interface Exception {
  readonly some: Decision | null;
  /** Whether somebody meant to let just these through. */
  readonly isMeant: boolean;
  /** Maybe all of them, maybe none. */
  readonly unknown: Decision | null;
}

/** The kernel’s own limit for nft is 16. */
const MOST_JUMPS = 64;
const noException: Exception = { some: null, isMeant: false, unknown: null };
const through: Outcome = {
  rest: null,
  left: 'none',
  accepts: noException,
  drops: noException,
  marked: 'none',
};

/** Follows packets of one kind through chains, each of which is walked once: takes time in proportion to the rules. */
export class Walk {
  readonly #matcher: Matcher;
  readonly #chainOf: (name: string, from: FirewallChain) => FirewallChain | undefined;
  readonly #known = new Map<FirewallChain, Outcome>();
  readonly #open = new Set<FirewallChain>();

  constructor(matcher: Matcher, chainOf: (name: string, from: FirewallChain) => FirewallChain | undefined) {
    this.#matcher = matcher;
    this.#chainOf = chainOf;
  }

  /** Through a base chain, to its policy where no rule decides. */
  base(chain: FirewallChain): Outcome {
    const outcome = this.#walk(chain);
    const policy: Decision = { verdict: chain.base?.policy ?? 'accept', chain, rule: null };
    if (outcome.rest === null) return { ...outcome, rest: policy };
    return outcome.left === 'none'
      ? outcome
      : excepted(outcome, policy, { share: outcome.left, isMeant: false });
  }

  #walk(chain: FirewallChain): Outcome {
    const known = this.#known.get(chain);
    if (known !== undefined) return known;
    if (this.#open.has(chain) || this.#open.size >= MOST_JUMPS)
      return { ...through, rest: { verdict: 'unknown', chain, rule: null } };
    this.#open.add(chain);
    const outcome = this.#through(chain);
    this.#open.delete(chain);
    this.#known.set(chain, outcome);
    return outcome;
  }

  #through(chain: FirewallChain): Outcome {
    let outcome: Outcome = through;
    // How many come to the next rule.
    let coming: Share = 'all';
    for (const rule of chain.rules) {
      const { share, isMeant } = this.#matcher.shareOf(rule);
      if (share === 'none') continue;
      const own: RuleShare = { share: both(coming, share), isMeant };
      if (rule.marks) outcome = { ...outcome, marked: either(outcome.marked, own.share) };
      if (rule.action === null) continue;
      const step = this.#step(rule.action, rule, chain);
      outcome = joined(outcome, step.outcome, own);
      // All that come here match: what goes on is what came back.
      if (share === 'all') coming = both(coming, step.goesOn);
      if (step.leaves !== 'none') outcome = leaving(outcome, both(own.share, step.leaves), coming);
      if (coming === 'none') break;
    }
    if (outcome.rest !== null && coming !== 'none') return { ...outcome, left: either(outcome.left, coming) };
    return outcome;
  }

  /** What becomes of those that match: what is decided of them, how many come to the next rule, how many leave the chain. */
  #step(
    action: FirewallAction,
    rule: FirewallRule,
    chain: FirewallChain,
  ): { readonly outcome: Outcome; readonly goesOn: Share; readonly leaves: Share } {
    if (action.kind === 'return') return { outcome: through, goesOn: 'none', leaves: 'all' };
    if (action.kind === 'jump' || action.kind === 'goto') {
      const target = this.#chainOf(action.chain, chain);
      const outcome = target === undefined ? unknownOf(chain, rule) : this.#walk(target);
      const back = outcome.rest === null ? 'all' : outcome.left;
      return action.kind === 'jump'
        ? { outcome, goesOn: back, leaves: 'none' }
        : { outcome, goesOn: 'none', leaves: back };
    }
    const verdict = action.kind === 'unknown' ? 'unknown' : action.kind;
    return { outcome: { ...through, rest: { verdict, chain, rule } }, goesOn: 'none', leaves: 'none' };
  }
}

function unknownOf(chain: FirewallChain, rule: FirewallRule): Outcome {
  return { ...through, rest: { verdict: 'unknown', chain, rule } };
}

/** What is decided on the way, of as many as come there. */
function joined(before: Outcome, step: Outcome, own: RuleShare): Outcome {
  const { share } = own;
  const accepts = exceptions(before.accepts, step.accepts, own);
  const drops = exceptions(before.drops, step.drops, own);
  const marked = either(before.marked, both(share, step.marked));
  const isSame = accepts === before.accepts && drops === before.drops && marked === before.marked;
  const outcome: Outcome = isSame ? before : { ...before, accepts, drops, marked };
  if (step.rest === null) return outcome;
  const isRest = share === 'all' && before.rest === null;
  return isRest ? { ...outcome, rest: step.rest } : excepted(outcome, step.rest, own);
}

/** Some leave the chain at its end without a decision. */
function leaving(outcome: Outcome, share: Share, coming: Share): Outcome {
  const isRest = share === 'all' && coming === 'none' && outcome.rest === null;
  return isRest ? outcome : { ...outcome, left: either(outcome.left, share) };
}

function excepted(outcome: Outcome, decision: Decision, { share, isMeant }: RuleShare): Outcome {
  const isDrop = decision.verdict === 'drop' || decision.verdict === 'reject';
  const isUnknown = share === 'unknown' || decision.verdict === 'unknown';
  const exception: Exception = isUnknown
    ? { some: null, isMeant: false, unknown: decision }
    : { some: decision, isMeant, unknown: null };
  const all: RuleShare = { share: 'all', isMeant: false };
  // What can’t be known may be either.
  const accepts = isDrop ? outcome.accepts : exceptions(outcome.accepts, exception, all);
  const drops =
    isDrop || decision.verdict === 'unknown' ? exceptions(outcome.drops, exception, all) : outcome.drops;
  return { ...outcome, accepts, drops };
}

function exceptions(before: Exception, more: Exception, { share, isMeant }: RuleShare): Exception {
  if (more.some === null && more.unknown === null) return before;
  if (before.some !== null && before.isMeant && before.unknown !== null) return before;
  // What may be met by maybe all is met by some at most where only some come.
  const isSome = share === 'some';
  return {
    some: before.some ?? more.some ?? (isSome ? more.unknown : null),
    isMeant: before.isMeant || (more.some !== null && (more.isMeant || isMeant)),
    unknown: before.unknown ?? (isSome ? null : more.unknown),
  };
}

const MOST_FIRST: readonly Share[] = ['all', 'unknown', 'some', 'none'];

function either(a: Share, b: Share): Share {
  return MOST_FIRST.find((share) => a === share || b === share) ?? 'none';
}
