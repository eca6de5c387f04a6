import { expect, it } from 'vitest';
import type { BridgeFacts } from '#shared/host/link.ts';
import { aDomain, aPnic, aShutOffDomain } from '../../support/facts.ts';
import { foundOn, toldOn } from '../../support/foundOn.ts';
import { bridgeFacts, inState, lan, lanWith } from '../../support/lan.ts';

const CODE = 'stp-delay-dhcp';

function withStp(over: Partial<BridgeFacts> = {}) {
  return lanWith({ br0: bridgeFacts({ stp: true, ...over }) });
}

it('is a warning where a new port waits longer than DHCP clients do', () => {
  expect(foundOn(CODE, withStp())).toMatchObject([
    {
      severity: 'warning',
      subject: ['link:br0'],
      title: 'br0 makes each new port wait 30 seconds',
      evidence: ['ip -d link: br0 has stp_state 1, forward_delay 1500'],
      repairs: [
        {
          edit: { kind: 'bridge-set', bridge: 'link:br0', stp: true, forwardDelay: 2, vlanFiltering: false },
        },
        { edit: { stp: false } },
      ],
    },
  ]);
});

it('does not suggest to turn STP off where it may prevent a loop', () => {
  const second = aPnic('eno2', 'br0', inState('blocking'));
  const [found] = foundOn(CODE, lanWith({ br0: bridgeFacts({ stp: true }) }, second));
  expect(found?.repairs.map(({ label }) => label)).toEqual(['Shorten the forward delay to 2 s']);
});

it('is told of VMs that are off as well, which start on it', () => {
  const domains = lan.domains.map(({ name, defined }) => aShutOffDomain(name, defined));
  expect(toldOn(CODE, { ...withStp(), domains })).toHaveLength(1);
});

it('is nothing without STP, with a short delay as libvirt’s, where a program does it, or without guests', () => {
  expect(toldOn(CODE, lan)).toEqual([]);
  expect(toldOn(CODE, withStp({ forwardDelay: 2 }))).toEqual([]);
  expect(toldOn(CODE, withStp({ forwardDelay: 5 }))).toEqual([]);
  expect(toldOn(CODE, withStp({ stpByProgram: true }))).toEqual([]);
  expect(toldOn(CODE, { ...withStp(), domains: [aDomain('lone', [])] })).toEqual([]);
});
