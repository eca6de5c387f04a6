import type { Looks } from './hop.ts';
import { lookAtBridges } from './hops/bridge.ts';
import { lookAtEnd } from './hops/end.ts';
import { lookAtFilter } from './hops/filter.ts';
import { lookForFrames } from './hops/frames.ts';
import { lookAtGateway } from './hops/gateway.ts';
import { lookAtGuest } from './hops/guest.ts';
import { lookAtNetwork } from './hops/network.ts';
import { lookAtPort } from './hops/port.ts';
import { lookAtUplink } from './hops/uplink.ts';
import { lookAtVnic } from './hops/vnic.ts';

/** Who looks at each step, or it does not compile. */
export const looks: Looks = {
  guest: lookAtGuest,
  vnic: lookAtVnic,
  end: lookAtEnd,
  port: lookAtPort,
  frames: lookForFrames,
  bridge: lookAtBridges,
  network: lookAtNetwork,
  uplink: lookAtUplink,
  gateway: lookAtGateway,
  filter: lookAtFilter,
};
