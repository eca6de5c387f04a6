import { ip, masterOf, resetLab } from './lab.ts';

// enp3s0 as the network card that the host itself lives on, as in a new homelab: its address and its default route are
// on the card, and there is no bridge around it yet.

const ADDRESS = '192.168.50.10/24';
const ROUTER = '192.168.50.1';

export async function uplinkOnCard(): Promise<void> {
  await ip('addr', 'flush', 'dev', 'br0', 'scope', 'global');
  await ip('link', 'set', 'dev', 'enp3s0', 'nomaster');
  await ip('addr', 'add', ADDRESS, 'brd', '+', 'dev', 'enp3s0');
  await ip('route', 'replace', 'default', 'via', ROUTER, 'dev', 'enp3s0');
  await ip('route', 'replace', '10.99.0.0/16', 'via', ROUTER, 'dev', 'enp3s0');
}

export async function uplinkAway(): Promise<void> {
  for (const link of ['enp3s0', 'br1']) await ip('addr', 'flush', 'dev', link, 'scope', 'global');
  await ip('-n', 'lan', 'link', 'set', 'dev', 'lan0', 'up');
  await resetLab();
}

/** Where the card is plugged, and which link the address and the routes are on, as ip tells. */
export async function whereItLives() {
  const addresses = await ip('-o', '-4', 'addr', 'show', 'scope', 'global');
  const routes = await ip('-4', 'route');
  return {
    card: await masterOf('enp3s0'),
    address: [...addresses.matchAll(/^\d+: (\S+) +inet 192\.168\.50\.10\/24 /gm)].map(([, link]) => link),
    route: [...routes.matchAll(/^default via 192\.168\.50\.1 dev (\S+)/gm)].map(([, link]) => link),
    other: [...routes.matchAll(/^10\.99\.0\.0\/16 via 192\.168\.50\.1 dev (\S+)/gm)].map(([, link]) => link),
  };
}

export const onCard = { card: null, address: ['enp3s0'], route: ['enp3s0'], other: ['enp3s0'] };
export const onBridge = { card: 'br1', address: ['br1'], route: ['br1'], other: ['br1'] };
