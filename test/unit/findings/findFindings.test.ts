import { describe, expect, it, vi } from 'vitest';
import { findFindings } from '#shared/findings/findFindings.ts';
import { findingKey } from '#shared/findings/finding.ts';
import { rules } from '#shared/findings/rules.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { aBridge, aDomain, allSources, anInterface, aPnic, aSnapshot, aTap } from '../support/facts.ts';

const unplugged: Partial<HostSnapshot> = {
  links: [aBridge('br0'), aBridge('br1'), aTap('vnet0', null), aTap('vnet1', 'br1'), aPnic('eno1', 'br1')],
  addresses: [{ link: 'br1', family: 'inet', address: '192.168.1.2', prefixLength: 24, scope: 'global' }],
  domains: [
    aDomain('web', [anInterface({ bridge: 'br0' }, { targetDev: 'vnet0' })]),
    aDomain('db', [anInterface({ bridge: 'br0' }, { targetDev: 'vnet1' })]),
  ],
};

function found(over: Partial<HostSnapshot>) {
  const snapshot = aSnapshot(over);
  return findFindings(snapshot, buildTopology(snapshot, 1));
}

describe('what is found on a host', () => {
  it('comes with the gravest first, each with the code of its rule', () => {
    const { findings } = found(unplugged);
    expect(findings.map(({ code, severity, title }) => [code, severity, title])).toEqual([
      ['tap-no-bridge', 'error', 'web’s net0: not connected to any bridge'],
      ['libvirt-record-wrong', 'warning', 'db’s net0: not on the bridge libvirt has on record'],
      ['live-differs-from-saved', 'warning', 'db’s net0: elsewhere at the next boot'],
    ]);
  });

  it('is not judged where what it is judged by was not read, and told so', () => {
    const { findings, notChecked } = found({ ...unplugged, sources: allSources({ virsh: 'timed-out' }) });
    expect(findings.map(({ code }) => code)).not.toContain('libvirt-record-wrong');
    expect(notChecked).toContainEqual({
      code: 'libvirt-record-wrong',
      why: 'virsh: virsh could not be read.',
    });
  });

  it('is silent about what is not on this host', () => {
    const sources = allSources().map((report) =>
      report.name === 'virsh' ? { ...report, status: 'failed' as const, isAbsent: true as const } : report,
    );
    expect(found({ sources }).notChecked.map(({ code }) => code)).not.toContain('libvirt-record-wrong');
  });

  it('costs one rule that fails itself alone', () => {
    const broken = vi.spyOn(rules['tap-no-bridge'], 'find').mockImplementation(() => {
      throw new Error('no such port');
    });
    const { findings, notChecked } = found(unplugged);
    broken.mockRestore();
    expect(findings.map(({ code }) => code)).toContain('libvirt-record-wrong');
    expect(notChecked.find(({ code }) => code === 'tap-no-bridge')?.why).toContain('no such port');
  });

  it('is the same finding in each read, however it is worded', () => {
    const [first] = found(unplugged).findings;
    expect(first && findingKey(first)).toBe(
      first && findingKey({ code: first.code, subject: first.subject }),
    );
    expect(new Set(found(unplugged).findings.map(findingKey)).size).toBe(3);
  });
});
