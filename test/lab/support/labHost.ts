import type { Host } from '#electron/hosts/host.ts';
import { localHost } from '#electron/hosts/local/local.ts';

/** The lab as Patchbay knows it. Its shells and its virsh stay for all tests of a file, and end with its process. */
export const labHost: Host = { ...localHost(), close: async () => {} };
