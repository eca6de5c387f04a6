import { describe, expect, it } from 'vitest';
import { libvirtReport } from '#electron/engine/read/libvirtElsewhere.ts';
import type { VmProcess } from '#shared/host/process.ts';
import type { SourceReport } from '#shared/host/source.ts';
import { explainVirsh } from '#shared/parse/virshError.ts';
import { scriptedReader } from './support/scriptedReader.ts';

const process: VmProcess = {
  pid: 7,
  name: '1_ubuntu',
  uuid: 'u',
  libvirt: true,
  vmm: 'qemu' as const,
  program: 'qemu-system-x86_64',
  nics: [],
};

function failed(socket: string, why = 'No such file or directory'): SourceReport {
  const explained = explainVirsh(`error: Failed to connect socket to '${socket}': ${why}\n`);
  return { name: 'virsh', status: 'failed', message: '', advice: '', factsFrom: null, ...explained };
}

describe('a socket of libvirt that is not there', () => {
  it.each(['/var/run/libvirt/libvirt-sock-ro', '/var/run/libvirt/virtqemud-sock'])(
    'is elsewhere, perhaps, while a VM of libvirt’s runs: %s',
    (socket) => {
      const { message, advice } = libvirtReport(failed(socket), [process], undefined, true);
      expect(message).toContain('1_ubuntu');
      expect(`${message} ${advice}`).not.toMatch(/not running|systemctl start/);
      expect(advice).toMatch(/LIBVIRT_DEFAULT_URI.*TrueNAS/);
    },
  );

  it('means that libvirt does not run where nothing of it is to be seen', () => {
    const report = failed('/var/run/libvirt/libvirt-sock');
    expect(
      libvirtReport(
        report,
        [{ ...process, libvirt: false, vmm: 'qemu' as const, program: 'qemu-system-x86_64' }],
        undefined,
        true,
      ),
    ).toBe(report);
  });

  it('is the one that the user’s settings name, where they do', () => {
    const uri = 'qemu:///system?socket=/run/x/libvirt-sock';
    const { message, advice } = libvirtReport(failed('/run/x/libvirt-sock'), [], uri, true);
    expect(message).toContain('/run/x/libvirt-sock');
    expect(advice).toContain('LIBVIRT_DEFAULT_URI');
  });

  it('changes nothing of what another failure says', () => {
    const report = failed('/var/run/libvirt/libvirt-sock', 'Permission denied');
    expect(libvirtReport(report, [process], undefined, true)).toBe(report);
  });
});

describe('a host without libvirt', () => {
  const missing: SourceReport = {
    ...{
      name: 'virsh',
      status: 'missing',
      message: 'virsh is not installed.',
      advice: 'Install it.',
      factsFrom: null,
    },
  };
  const absent = { isAbsent: true, message: 'libvirt isn’t installed on this host.', advice: '' };

  it('is told calmly, whether its client is there or not', () => {
    expect(libvirtReport(missing, [], undefined, false)).toMatchObject(absent);
    expect(libvirtReport(failed('/var/run/libvirt/libvirt-sock'), [], undefined, false)).toMatchObject(
      absent,
    );
  });

  it.each<[string, SourceReport, readonly VmProcess[], string | undefined, boolean]>([
    ['libvirt is installed', missing, [], undefined, true],
    ['its VM runs', missing, [process], undefined, false],
    ['the user has named it', missing, [], 'qemu:///system?socket=/x', false],
    ['it has answered before', { ...missing, factsFrom: '2026-01-01T00:00:00Z' }, [], undefined, false],
    [
      'its socket denies access',
      failed('/run/libvirt/libvirt-sock', 'Permission denied'),
      [],
      undefined,
      false,
    ],
    ['virsh hangs', { ...missing, status: 'timed-out' }, [], undefined, false],
  ])('is not one where %s', (_when, report, processes, uri, isInstalled) => {
    expect(libvirtReport(report, processes, uri, isInstalled)).not.toHaveProperty('isAbsent');
  });

  it('is told by the reader of such a host', async () => {
    const { reader, host } = scriptedReader();
    Object.assign(host, { hasNoLibvirt: true });
    host.script('virsh', () => ({ kind: 'missing', program: 'virsh' }));
    const { sources } = await reader.read();
    expect(sources.find(({ name }) => name === 'virsh')).toMatchObject(absent);
  });
});

it('tells where another libvirt than the user’s own is asked', async () => {
  const { reader, host } = scriptedReader();
  Object.assign(host, { libvirtRemark: 'LIBVIRT_DEFAULT_URI names lxc:///.' });
  const { sources } = await reader.read();
  expect(sources.find(({ name }) => name === 'virsh')).toMatchObject({
    status: 'partial',
    message: 'LIBVIRT_DEFAULT_URI names lxc:///.',
  });
});
