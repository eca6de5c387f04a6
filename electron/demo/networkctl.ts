import { type Call, type CommandAnswer, fails, prints } from './answer.ts';
import { linkState } from './ip/linkState.ts';
import type { DemoLink } from './model.ts';

/** Made by hand with `ip link add`, so that no configuration knows it: it is gone at the next boot. */
const BY_HAND = 'br-lab';

/** `networkctl list --no-legend --no-pager`: networkd, told by Netplan, configures the demo host's cards and bridges. */
export function networkctl({ lab, args }: Call): CommandAnswer {
  if (args[0] !== 'list') return fails(1, 'networkctl: the demo host knows list only');
  const rows = lab.links.map((link) => {
    const operational = linkState(lab, link).operState === 'UP' ? 'routable' : 'degraded';
    return [
      link.ifindex,
      link.name,
      typeOf(link),
      operational,
      isConfigured(link) ? 'configured' : 'unmanaged',
    ];
  });
  return prints(rows.map((row) => `${row.join(' ')}\n`).join(''));
}

function isConfigured({ name, device, master }: DemoLink): boolean {
  if (name === BY_HAND || master === BY_HAND || name.startsWith('virbr')) return false;
  return ['pnic', 'bond', 'vlan', 'bridge'].includes(device.kind);
}

function typeOf({ device }: DemoLink): string {
  if (device.kind === 'loopback' || device.kind === 'bond') return device.kind;
  return device.kind === 'bridge' || device.kind === 'vlan' ? device.kind : 'ether';
}
