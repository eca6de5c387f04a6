import { afterEach, expect, test } from 'vitest';
import { demoHost } from '#electron/demo/demo.ts';
import type { Host } from '#electron/hosts/host.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import { batchScript, splitBatch } from '#shared/parse/virshBatch.ts';
import { describeInLab, resetLab } from './support/lab.ts';
import { answerOf, type Request, simulatedLab, transcript, virsh } from './support/twin.ts';

const UUID = '7b1f4c7e-2d7a-4e0b-8f3c-5a9d6e2c7b02';
const OTHER = '11111111-2d7a-4e0b-8f3c-5a9d6e2c7b02';
const MAC = '52:54:00:d0:0d:e0';

const define = (inside: string): Request => [
  ['virsh', '-c', 'qemu:///system', 'net-define', '/dev/stdin'],
  `<network>${inside}</network>`,
];
const n1 = `<name>n1</name><uuid>${UUID}</uuid><mac address='${MAC}'/>`;
const n2 = `<name>n2</name><uuid>${OTHER}</uuid><mac address='${MAC}'/>`;
const range = (start: string, end: string) =>
  define(`${n2}<ip address='10.5.5.1' prefix='24'><dhcp><range start='${start}' end='${end}'/></dhcp></ip>`);
const gone = (name: string) => [virsh('net-destroy', name), virsh('net-undefine', name)];

/** What is asked of both hosts, in this order: each request finds what the ones before it left. */
const requests: readonly Request[] = [
  // a NAT network's life
  define(
    `${n1}<forward mode='nat'/><ip address='10.123.0.1' netmask='255.255.255.0'><dhcp><range start='10.123.0.10' end='10.123.0.99'/></dhcp></ip>`,
  ),
  virsh('net-start', UUID),
  virsh('net-start', 'n1'),
  virsh('net-dumpxml', 'n1'),
  virsh('net-dumpxml', 'n1', '--inactive'),
  virsh('net-autostart', UUID),
  virsh('net-autostart', UUID),
  virsh('net-autostart', UUID, '--disable'),
  virsh('net-autostart', UUID),
  define(`<name>n1</name>`),
  define(`<name>n1</name><uuid>${OTHER}</uuid>`),
  define(`<name>n2</name><uuid>${UUID}</uuid>`),
  define(`${n2}<bridge name='virbr3'/>`),
  virsh('net-undefine', UUID),
  virsh('net-undefine', UUID),
  virsh('net-autostart', UUID),
  virsh('net-destroy', UUID),
  virsh('net-destroy', UUID),
  virsh('net-start', UUID),
  virsh('net-undefine', UUID),
  virsh('net-autostart', UUID),
  // isolated, without an address
  define(n1),
  virsh('net-start', 'n1'),
  virsh('net-dumpxml', 'n1'),
  ...gone('n1'),
  // what it can't have, when it is defined or not before it is started
  define(`${n2}<bridge name='virbr0'/>`),
  define(`${n2}<bridge name='br0'/>`),
  virsh('net-start', 'n2'),
  virsh('net-destroy', 'n2'),
  virsh('net-undefine', 'n2'),
  define(`${n2}<bridge name='thisnameistoolong'/>`),
  virsh('net-start', 'n2'),
  virsh('net-undefine', 'n2'),
  define(`${n2}<bridge name='brnew'/><ip address='192.168.122.9' netmask='255.255.255.0'/>`),
  virsh('net-start', 'n2'),
  virsh('net-undefine', 'n2'),
  define(`${n2}<ip address='192.168.50.9' netmask='255.255.255.0'/>`),
  virsh('net-start', 'n2'),
  virsh('net-undefine', 'n2'),
  define(`${n2}<ip address='192.168.50.9' prefix='25'/>`),
  virsh('net-start', 'n2'),
  ...gone('n2'),
  // the host's own bridge, and routed
  define(`${n2}<forward mode='bridge'/><bridge name='br1'/>`.replace(/<mac[^>]*>/, '')),
  virsh('net-start', 'n2'),
  virsh('net-dumpxml', 'n2'),
  ...gone('n2'),
  define(`${n2}<forward mode='bridge'/><bridge name='nope'/>`.replace(/<mac[^>]*>/, '')),
  virsh('net-start', 'n2'),
  ...gone('n2'),
  define(`${n2}<forward mode='route' dev='enp4s0'/><bridge name='brr'/><ip address='10.5.5.1' prefix='24'/>`),
  virsh('net-dumpxml', 'n2'),
  virsh('net-start', 'n2'),
  ...gone('n2'),
  // definitions that are none
  define(
    `${n2}<forward mode='bridge'/><bridge name='br1'/><ip address='10.1.1.1' netmask='255.0.0.0'/>`.replace(
      /<mac[^>]*>/,
      '',
    ),
  ),
  define(`${n2}<forward mode='odd'/>`),
  define(`${n2}<forward mode='nat'/>`),
  define(`${n2}<forward mode='route'/>`),
  range('10.5.6.1', '10.5.6.9'),
  range('10.5.5.9', '10.5.5.2'),
  range('10.5.5.0', '10.5.5.2'),
  define(`${n2}<ip address='10.5.5.300' prefix='24'/>`),
  define(`<name>a/b</name>`),
  define(`<name></name>`),
  define(''),
  define(`<name>n2</name><uuid>zz</uuid>`),
  [['virsh', '-c', 'qemu:///system', 'net-define', '/dev/stdin'], '<odd/>'],
  [['virsh', '-c', 'qemu:///system', 'net-define', '/dev/stdin'], 'nonsense'],
  [['virsh', '-r', '-c', 'qemu:///system', 'net-define', '/dev/stdin'], '<network><name>r</name></network>'],
  virsh('net-define', '/nope'),
  define(`<name>it's &lt;n&gt; 2</name><uuid>${OTHER}</uuid>`),
  virsh('net-undefine', "it's <n> 2"),
  // read-only, and by names that are none
  ...['net-start', 'net-destroy', 'net-undefine', 'net-autostart'].flatMap((verb): Request[] => [
    virsh(verb, 'nope'),
    [['virsh', '-r', '-c', 'qemu:///system', verb, 'hostbr']],
  ]),
  [['virsh', '-r', '-c', 'qemu:///system', 'net-autostart', 'hostbr', '--disable']],
  virsh('net-destroy', 'asleep'),
  // a network under running VMs
  virsh('net-destroy', 'default'),
  virsh('net-start', 'default'),
];

const NAMES = ['n1', 'n2', 'default', 'hostbr', 'asleep', "it's <n> 2"];
const LISTS = [['--all'], [], ['--all', '--persistent'], ['--all', '--autostart']];

/** For each network that is there: whether it runs, is persistent and starts with the host. */
async function listed(host: Host): Promise<string[]> {
  const commands = [
    ...LISTS.map((flags) => ['net-list', '--uuid', ...flags]),
    ...NAMES.map((name) => ['net-dumpxml', name]),
  ];
  const script = batchScript(commands, 'look');
  const printed = await answerOf(host, [['virsh', '-q', '-c', 'qemu:///system', script]]);
  const sections = splitBatch(printed, 'look', commands.length);
  if (!sections.ok) throw new Error(sections.message);
  const [lists, xmls] = [sections.value.slice(0, LISTS.length), sections.value.slice(LISTS.length)];
  return NAMES.flatMap((name, index) => {
    const uuid = /<uuid>(.*)<\/uuid>/.exec(xmls[index] ?? '')?.[1];
    return uuid === undefined ? [] : [`${name} ${lists.map((list) => list?.includes(uuid)).join(' ')}`];
  });
}

/** Which networks there are, which bridges of libvirt's with which addresses, and what is plugged into them. */
async function look(host: Host): Promise<string> {
  const rows = await listed(host);
  const json = async (...words: string[]) => {
    const text = await answerOf(host, [['ip', '-j', ...words]]);
    return JSON.parse(text.slice(text.indexOf('\n') + 1)) as Record<string, unknown>[];
  };
  const bridges = ['virbr0', 'virbr3', 'virbr5', 'brr', 'brnew'];
  const links = (await json('-d', 'link', 'show'))
    .filter(({ ifname }) => bridges.includes(String(ifname)))
    .map(({ ifname, address, flags, mtu, linkinfo }) => {
      const { info_data: data } = linkinfo as { info_data: Record<string, unknown> };
      const mac = address === MAC ? address : 'another';
      const isUp = (flags as string[]).includes('UP');
      return [ifname, mac, mtu, isUp, data.stp_state, data.forward_delay];
    });
  const addresses = (await json('addr', 'show')).flatMap(({ ifname, addr_info }) =>
    (addr_info as Record<string, unknown>[])
      .filter(({ scope }) => scope === 'global' && bridges.includes(String(ifname)))
      .map(({ local, prefixlen }) => [ifname, local, prefixlen]),
  );
  const routes = (await json('route', 'show'))
    .filter(({ dev }) => bridges.includes(String(dev)))
    .map(({ dst, dev, prefsrc }) => [dst, dev, prefsrc]);
  return `${rows.join('\n')}\n${JSON.stringify([links, addresses, routes])}`;
}

describeInLab('the demo host', () => {
  afterEach(resetLab);

  test('answers each request on a network as libvirt does', async () => {
    const names = { guest: 'guest', tap: 'tap', off: 'off', transient: 'transient' };
    const real = await transcript(localHost(), requests, look);
    const demo = await transcript(demoHost({ lab: simulatedLab(names), pace: 0 }), requests, look);
    expect(demo).toEqual(real);
  });
});
