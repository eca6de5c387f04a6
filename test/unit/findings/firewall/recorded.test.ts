import { describe, expect, it } from 'vitest';
import { answerTo, type Packet, type PacketEnd } from '#shared/findings/firewall/packet.ts';
import { readRange } from '#shared/findings/firewall/ranges.ts';
import { natVerdictOf, verdictOf } from '#shared/findings/firewall/verdict.ts';
import { writerOf } from '#shared/findings/firewall/writer.ts';
import { parseIptablesSave } from '#shared/parse/iptablesSave.ts';
import { fixture, okValue } from '../../parse/fixture.ts';

function recorded(name: string) {
  const text = fixture(`firewall/machine-${name}-iptables-save.txt`);
  return { chains: okValue(parseIptablesSave(text, 'ip', 'iptables')) };
}

const guest = readRange('192.168.122.0/24');
const none: Omit<PacketEnd, 'link'> = { port: null, bridge: null, within: null, never: [], isGuest: false };
const routed: Packet = {
  family: 'ip',
  state: 'new',
  isBridged: false,
  layers: ['ip'],
  from: { ...none, link: 'virbr0', within: guest === null ? null : [guest], isGuest: true },
  to: { ...none, link: 'enp0s4', never: guest === null ? [] : [guest] },
};
const bridged: Packet = {
  ...routed,
  isBridged: true,
  layers: ['bridge', 'ip'],
  from: { ...none, link: 'br-vm', port: 'vnet1', bridge: 'br-vm', isGuest: true },
  to: { ...none, link: 'br-vm', port: 'enp0s5', bridge: 'br-vm' },
};

describe('rules that programs wrote', () => {
  it('let libvirt’s NAT network pass, with Docker and with ufw beside it', () => {
    for (const firewall of [recorded('docker'), recorded('ufw')]) {
      expect(verdictOf(firewall, routed).fate).toBe('accepted');
      expect(verdictOf(firewall, answerTo(routed)).fate).toBe('accepted');
      expect(natVerdictOf(firewall, routed).isDone).toBe(true);
    }
  });

  it('drop what crosses a bridge where ufw set the policy', () => {
    expect(verdictOf(recorded('docker'), bridged).fate).toBe('accepted');
    const ufw = recorded('ufw');
    const { fate, by } = verdictOf(ufw, bridged);
    expect(fate).toBe('dropped');
    expect(by.map((decision) => writerOf(ufw, decision))).toEqual(['ufw']);
  });
});
