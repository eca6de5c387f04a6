import { describe, expect, it } from 'vitest';
import type { Edit, Repair } from '#shared/edits/model.ts';
import { editSchema } from '#shared/edits/schema.ts';
import type { Domain, DomainInterface } from '#shared/host/domain.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { VlanRange } from '#shared/host/vlanRange.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { linkId, type NodeId, vnicId } from '#shared/topology/model.ts';
import { repairsOf } from '../support/differences.ts';
import { aBridge, aNetwork, aSource } from '../support/facts.ts';
import { FLEETING, house, mac, WEB } from './support/house.ts';
import { commandsOf, planned, refusalOf, xmlOf } from './support/plans.ts';
import { interfaceXml, slot, vnic } from './support/vnicXml.ts';

const net0 = vnicId(WEB, mac(1));
const net1 = vnicId(WEB, mac(2));
const virsh = (verb: string, scope: 'live' | 'config') =>
  `virsh -c qemu:///system ${verb}-device ${WEB} /dev/stdin --${scope}`;
const set = (tap: string, where: string) => `ip link set dev ${tap} ${where}`;

function repair(name: Repair, cable: NodeId = net0): Edit {
  return { kind: 'repair', cable, repair: name };
}

/** The house with the kernel's master of one link changed behind libvirt's back. */
function replugged(name: string, master: string | null, before = house()): HostSnapshot {
  const links = before.links.map((each) =>
    each.name === name ? { ...each, master, slaveKind: master === null ? '' : 'bridge' } : each,
  );
  return { ...before, links };
}

/** The house with `web 01` changed. */
function webWith(change: (web: Domain) => Partial<Domain>, before = house()): HostSnapshot {
  const domains = before.domains.map((each) => (each.uuid === WEB ? { ...each, ...change(each) } : each));
  return { ...before, domains };
}

/** The house where the definition of `web 01` has its first vNIC elsewhere. */
function definedAs(first: DomainInterface, before = house()): HostSnapshot {
  return webWith(({ defined }) => ({ defined: [first, ...defined.slice(1)] }), before);
}

const macXml = `<mac address='${mac(1)}'/>`;
const onBridge = (name: string) =>
  vnic(interfaceXml('bridge', macXml, `<source bridge='${name}'/>`, slot(2)));
const onNetwork = (name: string) =>
  vnic(interfaceXml('network', macXml, `<source network='${name}'/>`, slot(2)));

function offers(snapshot: HostSnapshot, id: string): [code: string, repairs: Repair[]][] {
  return repairsOf(buildTopology(snapshot, 1), id).map(({ conflict, repairs }) => [
    conflict.code,
    repairs.map(({ edit }) => edit.repair),
  ]);
}

describe('a TAP that was moved behind the back of libvirt', () => {
  const moved = replugged('vnet0', 'br2');

  it('offers to tell libvirt, to re-plug, to keep it or to make it as defined, from each end of the cable', () => {
    const all = [
      ['other-bridge', ['tell-libvirt', 'replug']],
      ['next-boot', ['keep-place', 'place-as-defined']],
    ];
    for (const id of [net0, linkId('vnet0')]) {
      expect(offers(moved, id)).toHaveLength(2);
      expect(offers(moved, id)).toEqual(expect.arrayContaining(all));
    }
    expect(offers(moved, `port:${linkId('vnet0')}→${linkId('br2')}`)).toEqual([all[0]]);
    expect(offers(moved, linkId('br2'))).toEqual(expect.arrayContaining([all[0]]));
  });

  it('stays where it is when libvirt is told, but for the moment that libvirt needs', () => {
    const plan = planned(moved, repair('tell-libvirt'));
    expect(commandsOf(plan)).toEqual([set('vnet0', 'nomaster'), virsh('update', 'live')]);
    expect(xmlOf(plan, 1)).toContain("<source bridge='br2'/>");
    expect(plan.effects.join(' ')).toContain('disconnected for a moment');
    expect(plan.effects.join(' ')).toContain('applies again at its next start');
    expect(plan).toMatchObject({ lasts: 'now', persistChoices: ['now'], edit: repair('tell-libvirt') });
  });

  it('is told to libvirt by the network whose own bridge it is, or that the definition names', () => {
    expect(xmlOf(planned(replugged('vnet0', 'virbr7'), repair('tell-libvirt')), 1)).toContain(
      "<source network='lab net 2'/>",
    );
    const hostbr = definedAs(onNetwork('hostbr'), replugged('vnet0', 'br1'));
    expect(xmlOf(planned(hostbr, repair('tell-libvirt')), 1)).toContain("<source network='hostbr'/>");
    expect(xmlOf(planned(replugged('vnet0', 'br1'), repair('tell-libvirt')), 1)).toContain(
      "<source bridge='br1'/>",
    );
  });

  it('goes back by ip alone when it is re-plugged', () => {
    const plan = planned(moved, repair('replug'));
    expect(commandsOf(plan)).toEqual([set('vnet0', 'master br0')]);
    expect(plan.steps[0]?.expects).toEqual([{ is: 'port-master', link: 'vnet0', master: 'br0' }]);
    expect(plan.steps[0]?.inverse).toMatchObject({ master: 'br2' });
  });

  it('is kept where the kernel has it, not where libvirt believes it is', () => {
    const plan = planned(moved, repair('keep-place'));
    expect(commandsOf(plan)).toEqual([virsh('update', 'config')]);
    expect(xmlOf(plan, 0)).toContain("<source bridge='br2'/>");
    expect(plan.lasts).toBe('boot');
  });

  it('can not be named to libvirt where its master is no bridge', () => {
    const { links } = moved;
    const bonded = links.map((each) => (each.name === 'vnet0' ? { ...each, slaveKind: 'bond' } : each));
    expect(refusalOf({ ...moved, links: bonded }, repair('tell-libvirt')).why).toContain(
      'which libvirt can’t name',
    );
  });
});

describe('an orphaned TAP', () => {
  it('is plugged in again where libvirt has it, as master proves', () => {
    const plan = planned(replugged('vnet1', null), repair('replug', net1));
    expect(commandsOf(plan)).toEqual([set('vnet1', 'master virbr0')]);
    expect(plan.steps[0]?.expects).toEqual([{ is: 'port-master', link: 'vnet1', master: 'virbr0' }]);
    expect(plan.steps[0]?.inverse).toMatchObject({ master: null });
    expect(plan.title).toBe('Reconnect web 01’s net1 (vnet1) to the network default');
  });

  it('follows its network to a bridge of another name, and libvirt learns of it', () => {
    const before = house();
    const restarted = {
      ...replugged('vnet1', null),
      links: [...replugged('vnet1', null).links.filter(({ name }) => name !== 'virbr0'), aBridge('virbr5')],
      networks: before.networks.map((each) =>
        each.name === 'default' ? aNetwork('default', { bridge: 'virbr5' }) : each,
      ),
    };
    const plan = planned(restarted, repair('replug', net1));
    expect(commandsOf(plan)).toEqual([virsh('update', 'live'), set('vnet1', 'master virbr5')]);
    expect(plan.effects.join(' ')).toContain('the bridge virbr0');
    const byHand = { ...restarted, links: replugged('vnet1', 'virbr5', restarted).links };
    expect(commandsOf(planned(byHand, repair('tell-libvirt', net1)))).toEqual([
      set('vnet1', 'nomaster'),
      virsh('update', 'live'),
    ]);
  });

  it('offers nothing to keep, and is refused while its bridge or network is not there', () => {
    expect(offers(replugged('vnet0', null), net0)).toEqual([
      ['orphaned', ['replug']],
      ['next-boot', ['place-as-defined']],
    ]);
    const orphan = replugged('vnet0', null);
    expect(refusalOf(orphan, repair('keep-place')).why).toContain('not connected to any bridge');
    expect(refusalOf(orphan, repair('tell-libvirt')).why).toContain('not connected to any bridge');
    const gone = { ...orphan, links: orphan.links.filter(({ name }) => name !== 'br0') };
    expect(refusalOf(gone, repair('replug'))).toMatchObject({
      why: 'The bridge br0 is no longer on the host.',
      advice: expect.stringContaining('Create it again'),
    });
    const asleep = house().networks.map((each) => ({ ...each, active: each.name !== 'default' }));
    expect(
      refusalOf({ ...replugged('vnet1', null), networks: asleep }, repair('replug', net1)),
    ).toMatchObject({
      why: expect.stringContaining('not active'),
      advice: expect.stringContaining('net-start'),
    });
  });
});

describe('a definition that puts a vNIC elsewhere', () => {
  const elsewhere = definedAs(onNetwork('default'));

  it('takes the place of now, and gives its own back when undone', () => {
    expect(offers(elsewhere, net0)).toEqual([['next-boot', ['keep-place', 'place-as-defined']]]);
    const plan = planned(elsewhere, repair('keep-place'));
    expect(commandsOf(plan)).toEqual([virsh('update', 'config')]);
    expect(xmlOf(plan, 0)).toContain("<source bridge='br0'/>");
    expect(plan.steps[0]?.inverse).toMatchObject({ target: { kind: 'network', network: 'default' } });
  });

  it('is followed now', () => {
    const plan = planned(elsewhere, repair('place-as-defined'));
    expect(commandsOf(plan)).toEqual([virsh('update', 'live')]);
    expect(xmlOf(plan, 0)).toContain("<source network='default'/>");
    expect(plan.title).toBe('Connect web 01’s net0 (vnet0) to the network default, as defined');
    expect(plan.warnings.join(' ')).toContain('keeps its IP address');
  });

  it('is followed only to what a running vNIC can be plugged into', () => {
    const macvtap = vnic(interfaceXml('direct', macXml, "<source dev='enp3s0' mode='bridge'/>", slot(2)));
    expect(offers(definedAs(macvtap), net0)).toEqual([['next-boot', ['keep-place']]]);
    expect(refusalOf(definedAs(macvtap), repair('place-as-defined')).why).toContain('has no bridge');
    expect(offers(definedAs(onBridge('br9')), net0)).toEqual([['next-boot', ['keep-place']]]);
    expect(refusalOf(definedAs(onBridge('br9')), repair('place-as-defined')).why).toContain(
      'br9 is no longer on the host',
    );
  });

  it('can take over a macvtap', () => {
    const cable = vnicId(WEB, mac(3));
    const changed = webWith(({ defined }) => ({
      defined: defined.map((each) =>
        each.mac === mac(3)
          ? vnic(interfaceXml('bridge', `<mac address='${mac(3)}'/>`, "<source bridge='br1'/>", slot(4)))
          : each,
      ),
    }));
    expect(offers(changed, cable)).toEqual([['next-boot', ['keep-place']]]);
    const plan = planned(changed, repair('keep-place', cable));
    expect(xmlOf(plan, 0)).toContain("<source dev='enp3s0' mode='bridge'/>");
  });
});

describe('a link state that the next boot changes', () => {
  const cable = vnicId(WEB, mac(5));
  const pulled = webWith(({ defined }) => ({
    defined: defined.map((each) =>
      each.mac === mac(5)
        ? vnic(interfaceXml('network', `<mac address='${mac(5)}'/>`, "<source network='hostbr'/>", slot(6)))
        : each,
    ),
  }));

  it('is kept, or set as it is defined', () => {
    expect(offers(pulled, cable)).toEqual([['next-boot-link', ['keep-link', 'link-as-defined']]]);
    const keep = planned(pulled, repair('keep-link', cable));
    expect(commandsOf(keep)).toEqual([virsh('update', 'config')]);
    expect(xmlOf(keep, 0)).toContain("<link state='down'/>");
    const follow = planned(pulled, repair('link-as-defined', cable));
    expect(commandsOf(follow)).toEqual([virsh('update', 'live')]);
    expect(xmlOf(follow, 0)).toContain("<link state='up'/>");
    expect(follow.edit).toEqual(repair('link-as-defined', cable));
  });

  it('is refused where both sides agree', () => {
    expect(refusalOf(house(), repair('keep-link')).why).toContain('already');
  });
});

describe('a vNIC that is only there now', () => {
  const without = (before = house()) =>
    webWith(({ defined }) => ({ defined: defined.filter((each) => each.mac !== mac(1)) }), before);

  it('is written into the definition as it is, or taken out', () => {
    expect(offers(without(), net0)).toEqual([['only-now', ['keep-vnic', 'remove-now']]]);
    const keep = planned(without(), repair('keep-vnic'));
    expect(commandsOf(keep)).toEqual([virsh('attach', 'config')]);
    expect(xmlOf(keep, 0)).toContain("<filterref filter='clean-traffic'/>");
    expect(xmlOf(keep, 0)).toContain("slot='0x02'");
    expect(xmlOf(keep, 0)).not.toContain('vnet0');
    expect(keep.steps[0]?.inverse).toMatchObject({ op: 'vnic-remove', scope: 'config' });
    expect(commandsOf(planned(without(), repair('remove-now')))).toEqual([virsh('detach', 'live')]);
  });

  it('gets another slot where the definition has given its own to another vNIC', () => {
    const other = vnic(
      interfaceXml('bridge', `<mac address='${mac(9)}'/>`, "<source bridge='br1'/>", slot(2)),
    );
    const taken = webWith(({ defined }) => ({ defined: [...defined.slice(1), other] }));
    const plan = planned(taken, repair('keep-vnic'));
    expect(xmlOf(plan, 0)).not.toContain('<address');
    expect(plan.effects.join(' ')).toContain('chooses another');
  });

  it('is no difference of a transient VM', () => {
    const cable = vnicId(FLEETING, '52:54:00:dd:00:01');
    expect(offers(house(), cable)).toEqual([]);
    expect(refusalOf(house(), repair('keep-vnic', cable)).why).toContain('transient');
  });

  it('is neither kept nor removed where the definition has it', () => {
    expect(refusalOf(house(), repair('keep-vnic')).why).toContain('already');
    expect(refusalOf(house(), repair('remove-now')).why).toContain('is the same in the running');
    expect(refusalOf(house(), repair('remove-at-boot')).why).toContain('is the same in the running');
  });
});

describe('a vNIC that is only there from the next boot on', () => {
  const without = webWith(({ live }) => ({ live: live.filter((each) => each.mac !== mac(1)) }));

  it('is given to the running VM, or leaves the definition', () => {
    expect(offers(without, net0)).toEqual([['only-next-boot', ['add-now', 'remove-at-boot']]]);
    const add = planned(without, repair('add-now'));
    expect(commandsOf(add)).toEqual([virsh('attach', 'live')]);
    expect(add.steps[0]?.expects).toContainEqual(
      expect.objectContaining({ is: 'vnic-on-bridge', bridge: 'br0' }),
    );
    expect(commandsOf(planned(without, repair('remove-at-boot')))).toEqual([virsh('detach', 'config')]);
  });

  it('is not given while its network is not active', () => {
    const networks = house().networks.map((each) => ({ ...each, active: false }));
    const asleep = webWith(
      ({ live }) => ({ live: live.filter((each) => each.mac !== mac(2)) }),
      house({ networks }),
    );
    expect(refusalOf(asleep, repair('add-now', net1)).why).toContain('not active');
  });
});

describe('a TAP that was deleted under its VM', () => {
  const gone = house({ links: house().links.filter(({ name }) => name !== 'vnet0') });

  it('is made again with the card, as QEMU takes no other TAP', () => {
    expect(offers(gone, net0)).toContainEqual(['missing-tap', ['new-tap']]);
    const plan = planned(gone, repair('new-tap'));
    expect(commandsOf(plan)).toEqual([virsh('detach', 'live'), virsh('attach', 'live')]);
    expect(xmlOf(plan, 1)).toContain("slot='0x02'");
    expect(plan.warnings).toEqual([]);
  });

  it('is left alone while it is there', () => {
    expect(refusalOf(house(), repair('new-tap')).why).toContain('has its TAP');
  });
});

describe('a TAP in other VLANs than libvirt has on record', () => {
  const untagged = (id: number): VlanRange => ({ first: id, last: id, pvid: true, untagged: true });
  /** Its bridge filters VLANs, or does not; the kernel has the port in VLAN 1. */
  const inVlans = (vlanFiltering: boolean): HostSnapshot => {
    const before = webWith(({ live }) => ({
      live: live.map((each) => (each.mac === mac(2) ? { ...each, vlans: [untagged(20)] } : each)),
    }));
    const tap = before.links.find(({ name }) => name === 'vnet1');
    return {
      ...before,
      sources: [...before.sources, aSource('bridge-vlan')],
      links: before.links.map((each) =>
        each.name === tap?.master && each.bridge !== null
          ? { ...each, bridge: { ...each.bridge, vlanFiltering } }
          : each,
      ),
      portVlans: { vnet1: [untagged(1)] },
    };
  };

  it('is put into those of the record, and lasts as they do', () => {
    const shown = inVlans(true);
    expect(offers(shown, net1)).toContainEqual(['other-vlans', ['vlans-as-recorded']]);
    const plan = planned(shown, repair('vlans-as-recorded', net1));
    expect(commandsOf(plan)).toEqual([
      'bridge vlan del dev vnet1 vid 1',
      'bridge vlan add dev vnet1 vid 20 pvid untagged',
    ]);
    expect(plan.title).toBe(
      'Put web 01’s net1 (vnet1) into VLAN 20 (PVID, untagged), as libvirt has it on record',
    );
    expect(plan).toMatchObject({ warnings: [], lasts: 'now', edit: repair('vlans-as-recorded', net1) });
  });

  it('is offered nothing where its bridge doesn’t filter, and refused without a record', () => {
    expect(offers(inVlans(false), net1)).toContainEqual(['other-vlans', []]);
    expect(refusalOf(inVlans(false), repair('vlans-as-recorded', net1)).why).toContain(
      'doesn’t filter VLANs',
    );
    expect(refusalOf(house(), repair('vlans-as-recorded', net1)).why).toContain('has no VLANs on record');
  });
});

describe('repairs', () => {
  it('are none where nothing differs, and for what is not there', () => {
    const topology = buildTopology(house(), 1);
    expect(topology.nodes.flatMap(({ id }) => repairsOf(topology, id))).toEqual([]);
    expect(repairsOf(topology, 'vnic:nobody/nothing')).toEqual([]);
  });

  it('are a closed set', () => {
    expect(editSchema.safeParse(repair('tell-libvirt')).success).toBe(true);
    expect(editSchema.safeParse({ ...repair('replug'), repair: 'rm -rf' }).success).toBe(false);
    expect(editSchema.safeParse({ ...repair('replug'), persist: 'now' }).success).toBe(false);
  });

  it('are of vNICs only', () => {
    expect(refusalOf(house(), repair('replug', linkId('loose'))).why).toContain('not the cable of a vNIC');
  });
});
