import { expect, it } from 'vitest';
import { aBridge, aDomain, aNetwork, anInterface, aTap } from '../support/facts.ts';
import { foundOn } from '../support/foundOn.ts';

const MAC = '52:54:00:aa:00:01';

function nic(bridge: string) {
  const xml = `<interface type="bridge"><mac address="${MAC}"/><source bridge="${bridge}"/></interface>`;
  return anInterface({ bridge }, { mac: MAC, targetDev: 'vnet0', xml });
}

it('quotes what was read: the kernel’s master and the XML', () => {
  const over = {
    links: [aBridge('br0'), aBridge('br1'), aTap('vnet0', 'br1')],
    domains: [aDomain('web', [nic('br0')])],
  };
  expect(foundOn('libvirt-record-wrong', over)).toMatchObject([
    {
      evidence: ['ip link: vnet0 has master br1', `virsh dumpxml web: MAC ${MAC}, <source bridge="br0"/>`],
    },
  ]);
  const why = foundOn('libvirt-record-wrong', over)[0]?.why;
  expect(why).toMatch(
    /^vnet0 is on br1, but libvirt has br0 on record\. virsh and virt-manager show .+ again\.$/,
  );
  const [saved, ...others] = foundOn('live-differs-from-saved', over);
  expect(others).toEqual([]);
  expect(saved?.evidence).toContain(`virsh dumpxml --inactive web: MAC ${MAC}, <source bridge="br0"/>`);
});

it('quotes a command so that it can be pasted, whatever the VM is called', () => {
  const over = {
    links: [aBridge('br0'), aBridge('br1'), aTap('vnet0', 'br1')],
    domains: [aDomain('it’s "temp"', [nic('br0')])],
  };
  expect(foundOn('libvirt-record-wrong', over)[0]?.evidence[1]).toMatch(/^virsh dumpxml 'it’s "temp"': MAC /);
});

it('makes one finding of a cable that was unplugged, with all that mends it', () => {
  const over = { links: [aBridge('br0'), aTap('vnet0', null)], domains: [aDomain('web', [nic('br0')])] };
  const [loose, ...others] = foundOn('tap-no-bridge', over);
  expect(others).toEqual([]);
  expect(foundOn('live-differs-from-saved', over)).toEqual([]);
  expect(loose?.evidence[0]).toBe('ip link: vnet0 has no master');
});

it('tells of a TAP whose network was stopped and started how all are connected again', () => {
  const one = anInterface({ network: 'default', bridge: 'virbr0' }, { mac: MAC, targetDev: 'vnet0' });
  const networks = [aNetwork('default', { bridge: 'virbr0' })];
  const over = {
    links: [aBridge('virbr0'), aTap('vnet0', null)],
    domains: [aDomain('web', [one])],
    networks,
  };
  expect(foundOn('tap-no-bridge', over)[0]?.why).toContain('restart of libvirt’s daemon');
});
