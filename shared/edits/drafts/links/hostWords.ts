/** Said of whatever `ip` makes or sets. */
export const forgottenAtBoot = 'Lost at reboot: Patchbay doesn’t change the host’s configuration files.';

/** Said where something hangs on a bridge that Patchbay can tell how to keep. */
export const howToKeep = (bridge: string) =>
  `Lost at reboot: the inspector of ${bridge} shows the configuration that makes it permanent, ready to paste.`;

/** Why these two do not go together; null: they do. IEEE 802.1D, and the kernel: BR_MIN_FORWARD_DELAY. */
export function delayTrouble(stp: boolean, forwardDelay: number): string | null {
  return stp && forwardDelay < 2
    ? 'With STP, a bridge needs a forward delay of 2 to 30 seconds: the kernel would turn less into 2.'
    : null;
}
