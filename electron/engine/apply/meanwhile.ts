import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { type Condition, mismatch } from '#shared/ops/condition.ts';
import type { Step } from '#shared/ops/step.ts';
import { factsAfter } from '#shared/ops/steps.ts';
import { findDomain, hasImage } from '#shared/ops/vnic/vnicKey.ts';
import { anchored, isAboutStopped } from './anchored.ts';
import type { Attempt } from './attempt.ts';
import { linkOf } from './device.ts';
import type { Failure } from './failure.ts';
import { firstMismatch, isUnseen } from './verify.ts';

// What others may do to the host while a plan runs.

/**
 * Why a step must not run: the link that it names is not the one that the plan was made for, but another of its name.
 * @param earlier the steps before it, which may have made the link
 * @param start the facts of the moment at which the plan was known to fit
 */
export function anotherLink(
  { step, device }: Attempt,
  earlier: readonly Step[],
  start: HostSnapshot,
): Failure | null {
  const name = linkOf(step.op);
  const was = start.links.find((link) => link.name === name);
  if (name === null || was === undefined || was.ifindex === device || step.op.op === 'link-add') return null;
  // The plan itself has made it again, or a network's bridge.
  if (earlier.some(({ op }) => op.op === 'network-active' || (op.op === 'link-add' && op.link.name === name)))
    return null;
  const message =
    device === null
      ? `${name} is no longer on the host.`
      : `${name} is now a different link than the one this was planned for.`;
  return { kind: 'failed', message, advice: 'Check what is there now, and plan the change again.' };
}

/** What a read must show of a plan once all of it is done, on the facts on which it was known to fit. */
export function promisesOf(steps: readonly Step[], start: HostSnapshot): Condition[] {
  // A later step may take back what an earlier one had to do first: a TAP is freed, then plugged.
  const whole = factsAfter(
    start,
    steps.map(({ op }) => op),
  );
  return steps.flatMap(({ expects }) => expects).filter((condition) => mismatch(condition, whole) === '');
}

/**
 * Why a plan is not done although each of its steps was: the host does not show it any more, or can't be read. What was
 * of a VM that has been stopped has ended with that, and is no failure.
 */
export function brokenPromise(
  promises: readonly Condition[],
  start: HostSnapshot,
  facts: HostSnapshot,
): Failure | null {
  if (isUnseen(promises, facts)) {
    return {
      kind: 'failed',
      message: `Each step was done, but whether the host still shows all of them couldn’t be read. ${firstMismatch(promises, facts)}`,
      advice: '',
    };
  }
  for (const condition of [...promises, ...promises.flatMap((each) => inNewImage(each, start, facts))]) {
    const shown = mismatch(condition, facts);
    if (shown === '') continue;
    if (isAboutStopped(condition, anchored(condition, start).behind, facts) && isThere(condition, facts)) {
      continue;
    }
    return {
      kind: 'failed',
      message: `Somebody else has changed the host in the meantime. ${shown}`,
      advice: 'Check what is there now, and plan the change again.',
    };
  }
  return null;
}

/** A VM that was started and saved while the plan ran starts from that image next, and not from its definition. */
function inNewImage(condition: Condition, start: HostSnapshot, facts: HostSnapshot): Condition[] {
  if (condition.is !== 'vnic-source') return [];
  const [before, now] = [start, facts].map((each) => findDomain(each, condition.domain));
  const isNew = before && now && !before.active && !hasImage(before) && hasImage(now);
  return condition.scope === 'config' && isNew ? [{ ...condition, scope: 'saved' }] : [];
}

/** What to add to “done” where a VM that was edited while it ran has been stopped; empty otherwise. */
export function stoppedMeanwhile(steps: readonly Step[], start: HostSnapshot, facts: HostSnapshot): string {
  const stopped = new Set(
    steps.flatMap(({ op }) => {
      const { what, behind } = anchored(op, start);
      const uuid = behind?.domain ?? ('domain' in what ? what.domain : null);
      const domain = facts.domains.find((each) => each.uuid === uuid);
      const isOfImage = 'scope' in what && what.scope === 'saved';
      return domain !== undefined && !isOfImage && isAboutStopped(what, behind, facts) ? [domain.name] : [];
    }),
  );
  return stopped.size === 0
    ? ''
    : ` ${[...stopped].join(', ')} was stopped in the meantime, and the change to the running VM ended with it.`;
}

function isThere(condition: object, { domains }: HostSnapshot): boolean {
  return !('domain' in condition) || domains.some(({ uuid }) => uuid === condition.domain);
}
