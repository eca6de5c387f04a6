import { type Refusal, refuse } from '../refusal.ts';

/** ovs-vsctl waits for ovs-vswitchd to set up what was changed, and would wait for one that doesn’t run forever. */
const WAIT_S = 30;

/** How each transaction begins: its commands follow, with `--` between them. */
export const vsctlStart = ['ovs-vsctl', `--timeout=${WAIT_S}`, '--'] as const;

export const vsctlTiming = { timeoutMs: (WAIT_S + 5) * 1000, settleMs: 10_000 };

/** Why ovs-vsctl can’t be given one of these: it takes it for an option, a reference or a list; null: it can. */
export function refuseForVsctl(names: readonly (string | null)[]): Refusal | null {
  const unfit = names.find((name) => name !== null && !/^[A-Za-z0-9_][\w.-]*$/.test(name));
  return typeof unfit === 'string'
    ? refuse(`The name ${unfit} can’t be given to ovs-vsctl.`, 'Rename it first.')
    : null;
}
