import { afterEach, expect, test } from 'vitest';
import { demoHost } from '#electron/demo/demo.ts';
import type { Homelab } from '#electron/demo/model.ts';
import type { Host } from '#electron/hosts/host.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import { describeInLab, resetLab } from './support/lab.ts';
import { answerOf, type Request, simulatedLab, transcript } from './support/twin.ts';

const ip = (words: string): Request => [['ip', ...words.split(' ')]];

/** What is asked of both hosts, in this order: each request finds what the ones before it left. */
const requests: readonly Request[] = [
  // making a bridge, and what is refused
  ip('link add name brn type bridge stp_state 0 forward_delay 1500'),
  ip('link add name brn type bridge'),
  ip('link add name thisnameistoolong type bridge'),
  ip('link add name a/b type bridge'),
  ip('link add name a:b type bridge'),
  ip('link add name .. type bridge'),
  ip('link add name bry address 03:00:00:00:00:33 type bridge'),
  ip('link add name bry address 02:00:00:00:00 type bridge'),
  ip('link add name bry address zz type bridge'),
  ip('link add name bry mtu 10 type bridge'),
  ip('link add name bry mtu 70000 type bridge'),
  ip('link add name bry mtu abc type bridge'),
  ip('link add name bry type bridge stp_state x'),
  ip('link add name bry type bridge forward_delay -1'),
  ip('link add name bry type bridge vlan_filtering 300'),
  ip('link add name bry type bridge stp_state'),
  ip('link add name bry type nonsense'),
  ip('link add name bry'),
  ip('link add name brs address 02:00:00:00:00:77 mtu 1400 type bridge stp_state 1 forward_delay 100'),
  // its options, in the order in which the kernel takes them
  ip('link set dev brs type bridge stp_state 1 forward_delay 400'),
  ip('link set dev brs type bridge stp_state 0 forward_delay 0'),
  ip('link set dev brs type bridge stp_state 0'),
  ip('link set dev brs type bridge forward_delay 0'),
  ip('link set dev brs type bridge stp_state 1'),
  ip('link set dev brs type bridge stp_state 1 forward_delay 5000'),
  ip('link set dev enp4s0 type bridge stp_state 1'),
  ip('link set dev nope type bridge stp_state 1'),
  // a TAP
  ip('tuntap add dev tapn mode tap'),
  ip('tuntap add dev tapn mode tap'),
  ip('tuntap add dev br1 mode tap'),
  ip('tuntap add dev tapu mode tap user root'),
  ip('tuntap add dev tapw mode tap user nosuchuser'),
  ip('tuntap add dev thisnameistoolong mode tap'),
  ip('tuntap add dev tapw mode odd'),
  ip('tuntap add dev tapw'),
  ip('tuntap del dev tapu mode tap'),
  ip('tuntap del dev tapu mode tap'),
  ip('link set dev tapn address 02:00:00:00:00:44'),
  ip('link set dev tapn address 03:00:00:00:00:44'),
  ip('link set dev tapn address zz'),
  ip('link set dev tapn up'),
  ip('link set dev tapn mtu 9000'),
  ip('link set dev tapn mtu 67'),
  ip('link set dev tapn mtu 70000'),
  ip('link set dev tapn mtu x'),
  ip('link set dev nope mtu 1500'),
  ip('link set dev tapn mtu'),
  // what a bridge takes of its ports, and what it was told to keep
  ip('link set dev brn up'),
  ip('link set dev tapn master brn'),
  ip('link set dev tapn nomaster'),
  ip('link set dev tapn master brs'),
  ip('link set dev tapn master brn'),
  ip('link set dev tapn mtu 1280'),
  ip('link set dev brn mtu 1300'),
  ip('link set dev tapn mtu 1290'),
  ip('link set dev brs master br1'),
  ip('link set dev tapn master enp4s0'),
  ip('link set dev tapn master brn'),
  // addresses and routes
  ip('addr add 10.9.0.1/24 dev brn'),
  ip('addr add 10.9.0.1/24 dev brn'),
  ip('addr add 10.9.0.2/24 dev brn'),
  ip('addr add 10.9.7.1/30 broadcast 10.9.7.3 dev brn'),
  ip('addr add 10.9.8.1 dev brn'),
  ip('addr add 10.9.1.2/24 dev nope'),
  ip('addr add 10.9.1.300/24 dev brn'),
  ip('addr add 10.9.1.3/34 dev brn'),
  ip('addr add 10.9.1.3/24'),
  ip('addr add fd00:9::1/64 dev brn'),
  ip('addr add fd00:9::1/64 dev brn'),
  ip('addr replace fd00:9::1/64 dev brn noprefixroute'),
  ip('addr replace fd00:9::1/64 dev brn'),
  ip('addr del 10.9.0.7/24 dev brn'),
  ip('addr del 10.9.0.1/16 dev brn'),
  ip('addr del fd00:9::7/64 dev brn'),
  ip('route replace 10.50.0.0/16 via 10.9.0.8 dev brn metric 50'),
  ip('route replace 10.50.0.0/16 via 10.9.0.9 dev brn metric 50'),
  ip('route replace 10.50.0.0/16 via 10.9.0.9 dev brn metric 60 proto static'),
  ip('route replace 10.51.0.0/16 dev brn'),
  ip('route replace 10.53.0.1 via 10.9.0.8'),
  ip('route replace 10.54.0.0/16 via 10.77.0.8 dev brn'),
  ip('route replace 10.54.0.0/16 via 10.77.0.8 dev brn onlink'),
  ip('route replace 10.56.0.0/16 via 10.9.0.8 dev brn src 10.9.0.2'),
  ip('route replace 10.55.0.0/16 dev nope'),
  ip('route replace 10.55.0.1/16 dev brn'),
  ip('route replace nonsense dev brn'),
  ip('route replace default'),
  ip('route replace default via 10.9.0.8 dev brn metric 400'),
  ip('route del 10.51.0.0/16 dev brn'),
  ip('route del 10.51.0.0/16 dev brn'),
  ip('route del 10.50.0.0/16 via 10.9.0.1 dev brn'),
  ip('route del 10.50.0.0/16 dev brn metric 60'),
  ip('route replace default via 10.9.0.8 dev brn'),
  ip('route replace default via 192.168.50.1 dev br0'),
  ip('-6 route replace default via fd00:9::9 dev brn'),
  ip('-6 route replace default via fd00:9::8 dev brn metric 1024'),
  ip('-6 route del default via fd00:9::8 dev brn'),
  ip('addr del 10.9.0.2/24 dev brn'),
  ip('addr add 10.9.0.3/24 dev brn'),
  ip('addr del 10.9.0.1/24 dev brn'),
  ip('addr add 10.9.0.1/24 dev brn'),
  ip('route replace 10.50.0.0/16 via 10.9.0.8 dev brn'),
  ip('link set dev brn down'),
  ip('route replace 10.50.0.0/16 via 10.9.0.8 dev brn'),
  ip('route replace 10.50.0.0/16 dev brn'),
  ip('link set dev brn up'),
  ip('addr del 10.9.7.1/30 dev brn'),
  ip('addr del 10.9.8.1/32 dev brn'),
  ip('addr del 10.9.0.1/24 dev brn'),
  ip('addr add 10.9.0.1/24 dev brn'),
  // the end of a bridge
  ip('link del dev brn'),
  ip('link del dev brn'),
  ip('link del dev lo'),
  ip('link del'),
  ip('link set'),
  ip('tuntap del dev tapn mode tap'),
];

const WATCHED = ['brn', 'brs', 'bry', 'tapn', 'tapu', 'tapw'];

interface Row {
  readonly [field: string]: unknown;
}

async function rows(host: Host, ...words: string[]): Promise<Row[]> {
  const text = await answerOf(host, [['ip', '-j', ...words]]);
  return JSON.parse(text.slice(text.indexOf('\n') + 1)) as Row[];
}

/** The links that the requests are about, without what nobody chose: numbers, and MACs that were drawn. */
async function look(host: Host): Promise<string> {
  const links = (await rows(host, '-d', 'link', 'show')).filter((row) =>
    WATCHED.includes(String(row.ifname)),
  );
  const shown = links.map((row) => {
    const { info_data: data = {}, info_kind } = (row.linkinfo ?? {}) as {
      info_data?: Row;
      info_kind?: string;
    };
    const mac = /^02:00:00/.test(String(row.address)) ? row.address : 'drawn';
    const options = [data.stp_state, data.forward_delay, data.persist, data.user];
    // A bridge's carrier follows its ports', some tenths of a second later.
    const carrier = info_kind === 'bridge' ? null : [row.operstate, row.flags];
    const isUp = (row.flags as string[]).includes('UP');
    return [row.ifname, row.mtu, row.master, isUp, carrier, info_kind, mac, row.max_mtu, options];
  });
  const addresses = (await rows(host, 'addr', 'show')).flatMap((row) =>
    (row.addr_info as Row[])
      .filter(({ scope }) => scope === 'global' && WATCHED.includes(String(row.ifname)))
      // While the kernel asks whether another has it.
      .map(({ tentative: _, ...address }) => [row.ifname, address]),
  );
  const routes = [...(await rows(host, 'route', 'show')), ...(await rows(host, '-6', 'route', 'show'))]
    .filter(({ dst, dev }) => !String(dst).startsWith('fe80:') && [...WATCHED, 'br0'].includes(String(dev)))
    .map(({ flags, ...route }) => [route, (flags as string[]).filter((flag) => flag !== 'linkdown')]);
  return JSON.stringify([shown, addresses, routes], null, 1);
}

function simulated(): Homelab {
  return simulatedLab({ guest: 'guest', tap: 'tap', off: 'off', transient: 'transient' });
}

describeInLab('the demo host', () => {
  afterEach(resetLab);

  test('answers each request on links, addresses and routes as ip and the kernel do', async () => {
    const real = await transcript(localHost(), requests, look);
    const demo = await transcript(demoHost({ lab: simulated(), pace: 0 }), requests, look);
    expect(demo).toEqual(real);
  });
});
