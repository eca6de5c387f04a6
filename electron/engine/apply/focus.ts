import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { sourceOf } from '#shared/ops/condition.ts';
import type { Step } from '#shared/ops/step.ts';
import type { Focus } from '../reader.ts';
import { anchored } from './anchored.ts';

/**
 * What a read must have fresh while these steps run: of libvirt, the domains that are edited, directly or by the TAP of
 * one of their vNICs, and its networks where a step or what it promises is about them; and
 * systemd-resolved or Proxmox VE’s files, where they are about those.
 *
 * @param snapshot a read of a moment at which the TAPs had the names that the steps call them by
 */
export function focusOf(steps: readonly Pick<Step, 'op' | 'expects'>[], snapshot: HostSnapshot): Focus {
  const domains = steps.flatMap(({ op }) => {
    const domain = 'domain' in op ? op.domain : anchored(op, snapshot).behind?.domain;
    return domain === undefined ? [] : [domain];
  });
  const isOfLibvirt = steps.some(
    ({ op, expects }) => 'network' in op || expects.some((condition) => sourceOf(condition) === 'virsh'),
  );
  const isOfDns = steps.some(({ expects }) =>
    expects.some((condition) => sourceOf(condition) === 'link-dns'),
  );
  const isOfPve = steps.some(({ expects }) => expects.some((condition) => sourceOf(condition) === 'pve'));
  return {
    domains: [...new Set(domains)],
    ...(isOfLibvirt ? { networks: true } : {}),
    ...(isOfDns ? { dns: true } : {}),
    ...(isOfPve ? { pve: true } : {}),
  };
}
