import { graphOf } from '#shared/topology/graph.ts';
import type { Topology } from '#shared/topology/model.ts';
import type { Form } from '../../forms/form.ts';
import { nodeTitle } from '../words/nodeTitle.ts';

/** What a form is for; null where what it is about has left the host. */
export function formTitle(topology: Topology | null, form: Form): string | null {
  switch (form.kind) {
    case 'bridge-create':
      return 'Create a bridge';
    case 'bond-create':
      return 'Create a bond';
    case 'vlan-create':
      return 'Create a VLAN';
    case 'bond-set':
      return about(topology, form.bond, (name) => `Options and members of ${name}`);
    case 'tap-create':
      return 'Create a TAP';
    case 'network-define':
      return 'Define a network';
    case 'bridge-set':
      return about(topology, form.bridge, (name) => `Options of ${name}`);
    case 'mtu':
      return about(topology, form.link, (name) => `MTU of ${name}`);
    case 'port-vlans':
      return about(topology, form.link, (name) => `VLANs of ${name}`);
    case 'switch-vlans':
      return about(topology, form.port, (name) => `VLANs of ${name} in Open vSwitch`);
    case 'vnic-change':
      return about(topology, form.cable, (name) => `Model, MAC and TAP of ${name}`);
  }
}

function about(topology: Topology | null, id: string, title: (name: string) => string): string | null {
  if (topology === null || !graphOf(topology).nodes.has(id)) return null;
  return title(nodeTitle(topology, id));
}
