import type { Plan } from './model.ts';

/** Whether a plan is about a VM: what it does now is then lost when that shuts down, else only when the host reboots. */
export function concernsVm({ touches }: Pick<Plan, 'touches'>): boolean {
  return touches.some((id) => id.startsWith('vm:') || id.startsWith('vnic:'));
}
