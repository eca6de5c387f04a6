import { describe, expect, it } from 'vitest';
import { homelab } from '#electron/demo/homelab/homelab.ts';
import { Reader } from '#electron/engine/reader.ts';
import { parseCommandLines } from '#shared/parse/commandLines.ts';
import { parseLinkSpeeds } from '#shared/parse/linkSpeeds.ts';
import { parseOpenTaps } from '#shared/parse/openTaps.ts';
import { parseTapHolders } from '#shared/parse/tapHolders.ts';
import { parseVmProcess } from '../support/vmProcess.ts';
import { quickDemo } from './asking.ts';

const lab = homelab();

async function openTaps() {
  const { ask } = quickDemo();
  const answer = await ask([
    'find',
    '/proc',
    '(',
    '-lname',
    '*/net/tun',
    '-o',
    '-lname',
    '*/tap[0-9]*',
    ')',
    '-printf',
    '%p\\0%l\\0',
  ]);
  return parseOpenTaps(answer.stdout);
}

describe('who holds which TAP on the demo host', () => {
  it('is told by the descriptors and their fdinfo: every TAP that has a holder, and no other', async () => {
    const { ask } = quickDemo();
    const files = (await openTaps()).flatMap((tap) =>
      tap.kind === 'tun' ? [`/proc/${tap.pid}/fdinfo/${tap.descriptor}`] : [],
    );
    const holders = parseTapHolders((await ask(['grep', '-sH', '^iff:', ...files])).stdout);
    const held = lab.links.flatMap(({ name, device }) =>
      device.kind === 'tap' && device.holder !== null ? [{ link: name, pid: device.holder }] : [],
    );
    const found = holders.ok ? holders.value.map(({ link, pid }) => ({ link, pid })) : [];
    expect(new Set(found)).toEqual(new Set(held));
  });

  it('is told by the index of the device for a macvtap', async () => {
    const macvtap = lab.links.find((link) => link.name === 'macvtap0');
    const gaming = lab.domains.find((domain) => domain.name === 'win11-gaming');
    expect((await openTaps()).filter((tap) => tap.kind === 'macvtap')).toEqual([
      expect.objectContaining({ pid: gaming?.pid, ifindex: macvtap?.ifindex }),
    ]);
  });

  it("has a process for each running VM, libvirt's and others told apart", async () => {
    const { ask } = quickDemo();
    const pids = [...new Set((await openTaps()).map((tap) => tap.pid))];
    const { stdout } = await ask(['grep', '-azsH', '', ...pids.map((pid) => `/proc/${pid}/cmdline`)]);
    const processes = [...parseCommandLines(stdout)].map(([pid, line]) => parseVmProcess(pid, line));
    const bare = processes.filter((process) => process?.libvirt === false);
    expect(bare).toEqual([
      {
        pid: 6021,
        name: 'haiku-nightly',
        uuid: null,
        libvirt: false,
        vmm: 'qemu' as const,
        program: 'qemu-system-x86_64',
        kvm: true,
        nics: [
          {
            netdev: 'vm0',
            mac: '52:54:00:be:05:05',
            defaultMac: null,
            model: 'e1000',
            ifname: 'tap-haiku',
            fds: [],
            start: { script: '/etc/qemu-ifup', downScript: '/etc/qemu-ifdown', bridge: null },
          },
        ],
      },
    ]);
    const temp = lab.domains.find((domain) => domain.name === `it's "temp"`);
    expect(processes.find((process) => process?.pid === temp?.pid)).toMatchObject({
      name: temp?.name,
      uuid: temp?.uuid,
      libvirt: true,
      vmm: 'qemu' as const,
      program: 'qemu-system-x86_64',
      nics: [{ mac: temp?.live[0]?.mac, model: 'virtio-net-pci' }],
    });
  });
});

describe('link speeds on the demo host', () => {
  it('are those of the cards with a cable, and of the bond the sum of its own', async () => {
    const { ask } = quickDemo();
    const files = ['enp3s0', 'enp5s0', 'bond0', 'br0'].map((name) => `/sys/class/net/${name}/speed`);
    const { stdout, stderr } = await ask(['grep', '-sH', '', ...files]);
    const speeds = parseLinkSpeeds(stdout);
    expect(speeds.ok && speeds.value).toEqual({ enp3s0: 1000, bond0: 20_000 });
    expect(stderr).toBe('');
  });
});

describe('grep on the demo host', () => {
  it.each([
    ['found', '^iff:', ['/proc/6021/fdinfo/31'], 0],
    ['not found', 'nothing of the kind', ['/proc/6021/fdinfo/31'], 1],
    [
      'a file that is not there, though another one fits',
      '^iff:',
      ['/proc/1/fdinfo/1', '/proc/6021/fdinfo/31'],
      2,
    ],
  ] as const)('exits as grep does: %s', async (_, pattern, files, exitCode) => {
    expect((await quickDemo().ask(['grep', '-sH', pattern, ...files])).exitCode).toBe(exitCode);
  });

  it('complains of a file that is not there, unless it is told not to', async () => {
    const { stderr } = await quickDemo().ask(['grep', '-H', '', '/proc/1/nothing']);
    expect(stderr).toBe('grep: /proc/1/nothing: No such file or directory\n');
  });
});

describe('what configures the demo host at boot', () => {
  it('is Netplan by systemd-networkd, which knows neither br-lab nor what libvirt makes', async () => {
    const { networkSetup } = await new Reader(quickDemo().host).read();
    expect(networkSetup).toMatchObject({ netplan: true, networkManager: [], ifupdown: [] });
    expect(networkSetup.networkd).toEqual(expect.arrayContaining(['br0', 'enp3s0', 'bond0', 'enp3s0.20']));
    for (const other of ['br-lab', 'virbr0', 'vnet3', 'tap-spare', 'lo'])
      expect(networkSetup.networkd).not.toContain(other);
  });
});
