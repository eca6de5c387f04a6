import type { Argv, CommandRepair } from '../finding.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';

/** The host’s address is on a card that is a port of a bridge, where it no longer works reliably. */
export const ipOnEnslavedCard: Rule = {
  needs: ['ip-link', 'ip-addr'],
  find: (scene) =>
    scene.bridges.flatMap(({ ports, bridge }) =>
      ports.flatMap(({ link, edge }) =>
        foundOf(scene, link.name, bridge.name, [link.id, bridge.id, edge.id]),
      ),
    ),
};

function foundOf({ snapshot }: Scene, port: string, bridge: string, subject: Found['subject']): Found[] {
  const own = snapshot.addresses.filter(({ link, scope }) => link === port && scope === 'global');
  if (own.length === 0) return [];
  const words = own.map(({ address, prefixLength }) => `${address}/${prefixLength}`);
  const others = snapshot.addresses.filter(({ link, scope }) => link === bridge && scope === 'global');
  const isMoved = own.every(({ address }) => others.some((other) => other.address === address));
  return [
    {
      severity: isMoved ? 'warning' : 'error',
      subject,
      title: `${port} has an IP address although it’s a port of ${bridge}`,
      why: `A bridge takes whatever arrives at its port, so the host receives on ${bridge} and sends by ${port}. ${isMoved ? `The same address is on ${bridge} already, where it belongs.` : `The address belongs on ${bridge}.`}`,
      evidence: words.map((address) => `ip addr: ${address} on ${port}, which has master ${bridge}`),
      repairs: [
        {
          kind: 'commands',
          label: isMoved ? `Remove the address from ${port}` : `Move the address to ${bridge}`,
          commands: commandsOf(snapshot, words, port, bridge, isMoved),
          lasts: 'now',
          keep: `Write the address to ${bridge} in the host’s network configuration, and no address to ${port}: “Keep after reboot” of ${bridge} shows the text.`,
        },
      ],
    },
  ];
}

/** First what is to be there, and only then is anything taken away: who is logged in by this address stays so. */
function commandsOf(
  { routes }: Scene['snapshot'],
  addresses: readonly string[],
  port: string,
  bridge: string,
  isMoved: boolean,
): CommandRepair['commands'] {
  const [first = '', ...rest] = addresses;
  const remove = (address: string): Argv => ['ip', 'addr', 'del', address, 'dev', port];
  const added = isMoved
    ? []
    : addresses.map((address): Argv => ['ip', 'addr', 'add', address, 'dev', bridge]);
  // The kernel removes the routes that rest on an address with it.
  const moved = routes.flatMap(({ destination, gateway, family, link, metric }): Argv[] =>
    link !== port || gateway === null
      ? []
      : [
          [
            'ip',
            family === 'inet6' ? '-6' : '-4',
            'route',
            'replace',
            destination,
            'via',
            gateway,
            'dev',
            bridge,
            ...(metric > 0 ? ['metric', String(metric)] : []),
          ],
        ],
  );
  const [head = remove(first), ...others] = [...added, ...moved, remove(first), ...rest.map(remove)];
  return [head, ...others];
}
