import type { OvsBridge, OvsPort } from '#shared/host/ovs.ts';

/** A port of one interface, on which nothing is set but whose it is. */
export function aSwitchPort(name: string, over: Partial<OvsPort> = {}): OvsPort {
  return {
    ...{ name, tag: null, trunks: [], vlanMode: null, fakeBridge: false, bondMode: null, bondActive: null },
    ...{ externalIds: {}, otherConfig: {} },
    interfaces: [{ name, type: '', options: {}, externalIds: { 'iface-id': 'x' }, error: null }],
    ...over,
  };
}

/** A bridge in the kernel’s datapath. */
export function aSwitch(name: string, ...ports: readonly OvsPort[]): OvsBridge {
  return { name, datapath: '', ports };
}
