import { describe, expect, it } from 'vitest';
import { parseDomiflist } from '#shared/parse/domiflist.ts';
import { parseIpLink } from '#shared/parse/ipLink.ts';
import { quickDemo } from './asking.ts';

const UPDATED = 'Device updated successfully\n\n';

/** One demo host, with the questions that these tests ask of it. */
function lab() {
  const demo = quickDemo();
  const links = async () => {
    const parsed = parseIpLink((await demo.ip('-j', '-d', '-s', 'link')).stdout);
    if (!parsed.ok) throw new Error(parsed.message);
    return parsed.value;
  };
  return {
    ...demo,
    links,
    link: async (name: string) => (await links()).find((link) => link.name === name),
    master: async (name: string) => (await links()).find((link) => link.name === name)?.master,
    vnics: async (domain: string, flag = '') => {
      const parsed = parseDomiflist((await demo.virsh(`domiflist ${domain} ${flag}`)).stdout);
      if (!parsed.ok) throw new Error(parsed.message);
      return parsed.value;
    },
    device: (verb: string, domain: string, xml: string, ...flags: string[]) =>
      demo.edit([`${verb}-device`, domain, '/dev/stdin', ...flags], xml),
  };
}

function vnicXml(mac: string, source: string, more = "<model type='virtio'/>"): string {
  const type = source.startsWith('network') ? 'network' : source.startsWith('dev') ? 'direct' : 'bridge';
  return `<interface type='${type}'><mac address='${mac}'/><source ${source}/>${more}</interface>`;
}

const homeAssistant = '52:54:00:4a:55:10';
const jellyfin = '52:54:00:7e:11:f1';
const temp = '52:54:00:7e:3b:99';

describe('update-device', () => {
  it('re-plugs a running vNIC between bridges and networks, and keeps its TAP', async () => {
    const { device, vnics, master } = lab();
    const to = (source: string) =>
      device('update', 'home-assistant', vnicXml(homeAssistant, source), '--live');
    expect((await to("network='default'")).stdout).toBe(UPDATED);
    expect(await master('vnet3')).toBe('virbr0');
    expect((await vnics('home-assistant'))[0]).toMatchObject({
      interface: 'vnet3',
      type: 'network',
      source: 'default',
    });
    expect((await to("bridge='br-lab'")).stdout).toBe(UPDATED);
    expect(await master('vnet3')).toBe('br-lab');
    expect((await vnics('home-assistant', '--inactive'))[0]).toMatchObject({ source: 'br0' });
  });

  it('unplugs the guest’s cable, which is seen in the XML and not on the TAP', async () => {
    const { device, virsh, link } = lab();
    const xml = vnicXml(homeAssistant, "bridge='br0'", "<model type='virtio'/><link state='down'/>");
    expect((await device('update', 'home-assistant', xml, '--live')).stdout).toBe(UPDATED);
    expect((await virsh('dumpxml home-assistant')).stdout).toContain("<link state='down'/>");
    expect((await virsh('dumpxml --inactive home-assistant')).stdout).not.toContain('<link');
    expect(await link('vnet3')).toMatchObject({ up: true, carrier: true });
  });

  it('unplugs the cable in the definition with --config', async () => {
    const { device, virsh } = lab();
    const xml = vnicXml('52:54:00:b1:1d:01', "network='default'", "<link state='down'/>");
    expect((await device('update', 'builder', xml, '--config')).stdout).toBe(UPDATED);
    expect((await virsh('dumpxml builder')).stdout).toContain("<link state='down'/>");
  });

  it('changes the definition with --config, and looks at nothing on the host', async () => {
    const { device, vnics, master } = lab();
    const xml = vnicXml(homeAssistant, "bridge='no-such-bridge'");
    expect((await device('update', 'home-assistant', xml, '--config')).stdout).toBe(UPDATED);
    expect((await vnics('home-assistant', '--inactive'))[0]?.source).toBe('no-such-bridge');
    expect(await master('vnet3')).toBe('br0');
  });

  it('changes neither side when the running one refuses', async () => {
    const { device, vnics } = lab();
    const xml = vnicXml(homeAssistant, "bridge='no-such-bridge'");
    const answer = await device('update', 'home-assistant', xml, '--live', '--config');
    expect(answer.exitCode).toBe(1);
    expect((await vnics('home-assistant', '--inactive'))[0]?.source).toBe('br0');
  });

  it('says "successfully" and does nothing where libvirt believes the TAP to be already', async () => {
    const { device, master } = lab();
    expect((await device('update', 'jellyfin', vnicXml(jellyfin, "bridge='br0'"), '--live')).stdout).toBe(
      UPDATED,
    );
    expect(await master('vnet9')).toBe('br-iot');
    const orphan = vnicXml(temp, "bridge='br0'");
    expect((await device('update', `it's "temp"`, orphan, '--live')).stdout).toBe(UPDATED);
    expect(await master('vnet21')).toBeNull();
  });

  it('is busy for a TAP that was moved behind its back, until that one is taken off its bridge', async () => {
    const { device, master, ip, vnics } = lab();
    const move = () => device('update', 'jellyfin', vnicXml(jellyfin, "network='default'"), '--live');
    expect((await move()).stderr).toBe(
      'error: Failed to update device from /dev/stdin\n' +
        'error: Unable to add bridge virbr0 port vnet9: Device or resource busy\n',
    );
    expect((await vnics('jellyfin'))[0]?.source).toBe('br0');
    await ip('link', 'set', 'dev', 'vnet9', 'nomaster');
    expect((await move()).stdout).toBe(UPDATED);
    expect(await master('vnet9')).toBe('virbr0');
  });

  it('plugs an orphaned TAP into another bridge than the one it fell from', async () => {
    const { device, master } = lab();
    await device('update', `it's "temp"`, vnicXml(temp, "bridge='br-lab'"), '--live');
    expect(await master('vnet21')).toBe('br-lab');
  });

  it.each([
    [
      vnicXml(homeAssistant, "dev='enp4s0' mode='bridge'"),
      "Operation not supported: unable to change config on 'direct' network type",
    ],
    [
      vnicXml(homeAssistant, "bridge='br0'", "<model type='e1000'/>"),
      'Operation not supported: cannot modify network device model from virtio to e1000',
    ],
    [
      vnicXml(homeAssistant, "bridge='br0'", "<model type='virtio'/><mtu size='9000'/>"),
      'Operation not supported: cannot modify MTU',
    ],
    [
      vnicXml(homeAssistant, "bridge='br0'", "<model type='virtio'/><target dev='tap7'/>"),
      'Operation not supported: cannot modify network device tap name',
    ],
    [vnicXml(homeAssistant, "bridge='nope'"), "operation failed: bridge nope doesn't exist"],
    [vnicXml(homeAssistant, "network='nope'"), "Network not found: no network with matching name 'nope'"],
    [
      vnicXml(homeAssistant, "network='guest wifi'"),
      "Requested operation is not valid: network 'guest wifi' is not active",
    ],
    [
      vnicXml('52:54:00:00:00:99', "bridge='br0'"),
      "device not found: no device found at address '(<null>)' matching MAC address '52:54:00:00:00:99' and alias '(<null>)'",
    ],
    ["<interface type='bridge'/>", "XML error: interface type='bridge' requires a 'source' element"],
    [
      "<interface type='odd'/>",
      "XML error: Invalid value for attribute 'type' in element 'interface': 'odd'.",
    ],
    ['<disk/>', "unsupported configuration: unknown device type 'disk'"],
  ])('refuses %s', async (xml, why) => {
    const { device, links } = lab();
    const before = (await links()).map((link) => [link.name, link.master]);
    const { exitCode, stderr } = await device('update', 'home-assistant', xml, '--live');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: `error: Failed to update device from /dev/stdin\nerror: ${why}\n`,
    });
    expect((await links()).map((link) => [link.name, link.master])).toEqual(before);
  });

  it.each(['', '<interface', '\u0000', '<a><b></a>'])('refuses XML that is none: %j', async (xml) => {
    const { stderr } = await lab().device('update', 'home-assistant', xml, '--live');
    expect(stderr).toMatch(
      /^error: Failed to update device from \/dev\/stdin\nerror: \(device_definition\):/,
    );
  });

  it('is refused for want of a running side, of a definition, and of rights', async () => {
    const { device, ask } = lab();
    const builder = vnicXml('52:54:00:b1:1d:01', "bridge='br0'");
    expect((await device('update', 'builder', builder, '--live')).stderr).toContain('domain is not running');
    const transient = await device('update', `it's "temp"`, vnicXml(temp, "bridge='br0'"), '--config');
    expect(transient.stderr).toContain('transient domains do not have any persistent config');
    const readOnly = await ask(
      ['virsh', '-r', 'update-device', 'builder', '/dev/stdin', '--config'],
      builder,
    );
    expect(readOnly.stderr).toContain('operation forbidden: read only access prevents');
  });
});

describe('attach-device and detach-device', () => {
  const fresh = '52:54:00:12:34:56';

  it('attach makes a TAP with a number that was never used, and detach takes it away', async () => {
    const { device, vnics, link, master } = lab();
    const xml = vnicXml(fresh, "network='default'");
    const attach = () => device('attach', 'k3s-1', xml, '--live', '--config');
    expect((await attach()).stdout).toBe('Device attached successfully\n\n');
    expect((await vnics('k3s-1'))[2]).toMatchObject({ interface: 'vnet22', mac: fresh, source: 'default' });
    expect((await vnics('k3s-1', '--inactive'))[2]).toMatchObject({ interface: null, mac: fresh });
    expect((await link('vnet22'))?.mac).toBe('fe:54:00:12:34:56');
    expect(await master('vnet22')).toBe('virbr0');

    const detached = await device('detach', 'k3s-1', xml, '--live', '--config');
    expect(detached.stdout).toBe('Device detached successfully\n\n');
    expect(await vnics('k3s-1')).toHaveLength(2);
    expect(await vnics('k3s-1', '--inactive')).toHaveLength(2);
    expect(await link('vnet22')).toBeUndefined();

    await attach();
    expect((await vnics('k3s-1'))[2]?.interface).toBe('vnet23');
  });

  it('a guest that is deaf or paused keeps its vNIC, and virsh says "successfully"', async () => {
    const { device, vnics, link } = lab();
    const paused = vnicXml('52:54:00:25:56:5c', "bridge='br0'");
    expect((await device('detach', 'minecraft', paused, '--live')).stdout).toContain('successfully');
    expect(await vnics('minecraft')).toHaveLength(1);
    const deaf = "<interface type='ethernet'><mac address='52:54:00:20:01:08'/></interface>";
    expect((await device('detach', 'windows-xp', deaf, '--live')).stdout).toContain('successfully');
    expect(await vnics('windows-xp')).toHaveLength(1);
    expect((await link('tap-xp'))?.carrier).toBe(true);
  });

  it("takes a TAP of the user's own, and leaves it behind", async () => {
    const { device, link } = lab();
    const xml = `<interface type='ethernet'><mac address='${fresh}'/><target dev='tap-spare' managed='no'/><model type='virtio'/></interface>`;
    expect((await device('attach', 'k3s-2', xml, '--live')).exitCode).toBe(0);
    expect(await link('tap-spare')).toMatchObject({ carrier: true, mac: '1e:44:0b:9c:72:5d' });
    expect((await device('attach', 'k3s-1', xml, '--live')).stderr).toContain('Device or resource busy');
    await device('detach', 'k3s-2', xml, '--live');
    expect(await link('tap-spare')).toMatchObject({ carrier: false });
  });

  it('makes a macvtap with the MAC of the guest, but not on a port of a bridge', async () => {
    const { device, link } = lab();
    const direct = (dev: string) =>
      device('attach', 'k3s-1', vnicXml(fresh, `dev='${dev}' mode='bridge'`), '--live');
    expect((await direct('enp4s0')).exitCode).toBe(0);
    expect(await link('macvtap1')).toMatchObject({ mac: fresh, lower: { name: 'enp4s0' } });
    expect((await direct('enp3s0')).stderr).toContain('error creating macvtap interface');
  });

  it('tells two vNICs of one MAC apart by alias only', async () => {
    const { device, vnics } = lab();
    await device('attach', 'k3s-1', vnicXml(fresh, "bridge='br0'"), '--live');
    await device('attach', 'k3s-1', vnicXml(fresh, "bridge='br-lab'"), '--live');
    const both = await device('detach', 'k3s-1', vnicXml(fresh, "bridge='br0'"), '--live');
    expect(both.stderr).toContain(`multiple devices matching MAC address ${fresh} found`);
    await device('detach', 'k3s-1', vnicXml(fresh, "bridge='br0'", "<alias name='net3'/>"), '--live');
    expect((await vnics('k3s-1')).map((vnic) => vnic.source)).toEqual(['default', 'k3s-backplane', 'br0']);
  });

  it.each([
    [vnicXml('53:54:00:00:00:01', "bridge='br0'"), 'expected unicast mac address'],
    [vnicXml(fresh, "bridge='nope'"), "Cannot get interface MTU on 'nope': No such device"],
    [vnicXml(fresh, "bridge='br0'", "<model type='abacus'/>"), "'abacus' is not a valid device model name"],
    [vnicXml(fresh, "bridge='br0'", "<target dev='br-lab'/>"), 'The br-lab interface already exists'],
    [
      vnicXml(
        fresh,
        "bridge='br0'",
        "<address type='pci' domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>",
      ),
      'Attempted double use of PCI Address 0000:01:00.0',
    ],
    [
      "<interface type='ethernet'><target dev='nope' managed='no'/></interface>",
      "specified dev doesn't exist",
    ],
  ])('attach refuses %s', async (xml, why) => {
    const { device, links } = lab();
    const count = (await links()).length;
    const answer = await device('attach', 'k3s-1', xml, '--live');
    expect(answer.exitCode).toBe(1);
    expect(answer.stderr).toContain(why);
    expect(await links()).toHaveLength(count);
  });
});

describe('ip link set', () => {
  it('plugs a loose TAP and takes it off again', async () => {
    const { ip, master, link } = lab();
    await ip('link', 'set', 'dev', 'tap-spare', 'master', 'br0', 'up');
    expect(await master('tap-spare')).toBe('br0');
    await ip('link', 'set', 'dev', 'tap-spare', 'nomaster', 'down');
    expect(await link('tap-spare')).toMatchObject({ master: null, up: false });
  });

  it('has taken the TAP off its bridge when the new master turns out to be none', async () => {
    const { ip, master } = lab();
    expect(await ip('link', 'set', 'dev', 'vnet3', 'master', 'enp4s0')).toEqual({
      kind: 'exited',
      exitCode: 2,
      stdout: '',
      stderr: 'RTNETLINK answers: Operation not supported\n',
    });
    expect(await master('vnet3')).toBeNull();
  });

  it('changes nothing when a word is wrong', async () => {
    const { ip, master } = lab();
    expect((await ip('link', 'set', 'dev', 'vnet3', 'master', 'nope')).exitCode).toBe(255);
    expect((await ip('link', 'set', 'dev', 'vnet3', 'nomaster', 'sideways')).exitCode).toBe(255);
    expect((await ip('link', 'set', 'dev', 'nope', 'up')).stderr).toBe('Cannot find device "nope"\n');
    expect(await master('vnet3')).toBe('br0');
  });

  it('stops the traffic of a TAP on no bridge, and never sets its counters back', async () => {
    let now = 0;
    const { ip } = quickDemo(() => now);
    const counted = async () => {
      const parsed = parseIpLink((await ip('-j', '-d', '-s', 'link', 'show', 'vnet8')).stdout);
      return parsed.ok ? (parsed.value[0]?.counters?.rxBytes ?? 0) : 0;
    };
    const start = await counted();
    now = 60_000;
    const flowing = await counted();
    await ip('link', 'set', 'dev', 'vnet8', 'nomaster');
    now = 120_000;
    expect(flowing).toBeGreaterThan(start);
    expect(await counted()).toBe(flowing);
    await ip('link', 'set', 'dev', 'vnet8', 'master', 'br-storage');
    now = 180_000;
    expect(await counted()).toBeGreaterThan(flowing);
  });
});
