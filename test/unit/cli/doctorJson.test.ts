import { describe, expect, it } from 'vitest';
import { doctorJson } from '#electron/cli/doctorJson.ts';
import type { Finding } from '#shared/findings/finding.ts';

const finding: Finding = {
  code: 'tap-no-bridge',
  severity: 'error',
  subject: ['vnic:1/52:54:00:00:00:01', 'link:vnet0'],
  title: 'web’s net0: not connected to any bridge',
  why: 'Nothing the guest sends arrives anywhere.',
  evidence: ['ip link: vnet0 has no master'],
  repairs: [],
};
const at = { host: 'local', takenAt: '2026-01-02T03:04:05.000Z' };
const json = (repairs: Finding['repairs']) =>
  doctorJson(at, { findings: [{ ...finding, repairs }], notChecked: [] });

describe('doctor --json', () => {
  it('has the names that scripts rely on, and no repair where there is none', () => {
    const notChecked = [{ code: 'bridge-no-uplink', why: 'ip-route was not read yet.' }] as const;
    const { repairs: _, ...told } = finding;
    expect(doctorJson(at, { findings: [finding], notChecked })).toEqual({
      ...at,
      findings: [{ ...told, repair: null }],
      notChecked,
    });
  });

  it('has the edit of a repair, and the others beside it', () => {
    const edit = (repair: 'replug' | 'tell-libvirt') =>
      ({ kind: 'repair', cable: 'vnic:1/52:54:00:00:00:01', repair }) as const;
    const offer = (repair: 'replug' | 'tell-libvirt') =>
      ({ kind: 'edit', label: 'Reconnect', edit: edit(repair) }) as const;
    expect(json([offer('replug'), offer('tell-libvirt')])).toMatchObject({
      findings: [{ repair: { edit: edit('replug') }, otherRepairs: [{ edit: edit('tell-libvirt') }] }],
    });
  });

  it('has the commands of a repair, how long they last and how they are kept', () => {
    const commands = [['sysctl', '-w', 'net.ipv4.ip_forward=1']] as const;
    const keep = 'Write it to /etc/sysctl.d/90-forward.conf.';
    expect(json([{ kind: 'commands', label: 'Turn it on', commands, lasts: 'now', keep }])).toMatchObject({
      findings: [{ repair: { commands, lasts: 'now', keep } }],
    });
  });
});
