/** The IPC channels between the preload and the main process: all there are. */
export const channels = {
  /** (name, input) → Answer */
  request: 'patchbay:request',
  /** The window begins to listen: a whole view is sent first. */
  follow: 'patchbay:follow',
  /** main → window: (name, payload) */
  event: 'patchbay:event',
} as const;
