/** Said of whatever `ip` makes or sets. */
export const forgottenAtBoot =
  'The next boot forgets this, as nothing is written into the configuration of the host.';

/** Said where something hangs on a bridge that Patchbay can tell how to keep. */
export const howToKeep = (bridge: string) =>
  `The next boot forgets this: the inspector of ${bridge} shows, ready to paste, what keeps a bridge over a reboot.`;

/** Why these two do not go together; null: they do. IEEE 802.1D, and the kernel: BR_MIN_FORWARD_DELAY. */
export function delayTrouble(stp: boolean, forwardDelay: number): string | null {
  return stp && forwardDelay < 2
    ? 'With STP a bridge needs a forward delay of 2 to 30 seconds: the kernel would take 2 for less.'
    : null;
}
