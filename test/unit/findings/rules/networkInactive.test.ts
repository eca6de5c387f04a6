import { describe, expect, it } from 'vitest';
import { aDomain, allSources, aNetwork, anInterface, aShutOffDomain } from '../../support/facts.ts';
import { foundOn, toldOn } from '../../support/foundOn.ts';

const stopped = aNetwork('default', { active: false, bridge: 'virbr0' });
const nic = anInterface({ network: 'default' });

describe('a network that is not active', () => {
  it('is an error where a VM that runs is on it, and is started by an edit', () => {
    const [found] = foundOn('network-inactive', { networks: [stopped], domains: [aDomain('web', [nic])] });
    expect(found).toMatchObject({
      severity: 'error',
      title: 'default isn’t active, although web needs it',
      subject: ['network:default', 'vm:uuid-of-web'],
      repairs: [{ kind: 'edit', edit: { kind: 'network-set', network: 'network:default', active: true } }],
    });
  });

  it('is a warning where a VM starts on it with the host', () => {
    const domains = [aShutOffDomain('db', [nic], { autostart: true })];
    expect(toldOn('network-inactive', { networks: [stopped], domains })).toEqual([
      'warning: default isn’t active, although db needs it',
    ]);
  });

  it('is nothing where no VM needs it, or it is not known', () => {
    const off = [aShutOffDomain('db', [nic])];
    expect(toldOn('network-inactive', { networks: [stopped], domains: off })).toEqual([]);
    const other = [aDomain('web', [anInterface({ bridge: 'br0' })])];
    expect(toldOn('network-inactive', { networks: [stopped], domains: other })).toEqual([]);
    const sources = allSources().map((report) =>
      report.name === 'virsh'
        ? { ...report, unread: [{ of: 'network' as const, uuid: stopped.uuid }] }
        : report,
    );
    expect(
      toldOn('network-inactive', { sources, networks: [stopped], domains: [aDomain('web', [nic])] }),
    ).toEqual([]);
  });
});

describe('a network that does not start with the host', () => {
  const manual = aNetwork('default', { autostart: false });

  it('is a warning where a VM on it does, and is set by an edit', () => {
    const domains = [aDomain('web', [nic], { autostart: true }), aDomain('db', [nic])];
    const [found, ...others] = foundOn('network-not-autostart', { networks: [manual], domains });
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      severity: 'warning',
      title: 'default doesn’t start with the host, but web does',
      repairs: [{ edit: { kind: 'network-autostart', network: 'network:default', on: true } }],
    });
  });

  it('is nothing where it does, where no VM on it does, and where it is gone by then', () => {
    const starting = [aDomain('web', [nic], { autostart: true })];
    const at = (networks: readonly ReturnType<typeof aNetwork>[], domains = starting) =>
      toldOn('network-not-autostart', { networks, domains });
    expect(at([aNetwork('default')])).toEqual([]);
    expect(at([manual], [aDomain('web', [nic])])).toEqual([]);
    expect(at([{ ...manual, persistent: false }])).toEqual([]);
  });
});
