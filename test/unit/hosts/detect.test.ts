import { describe, expect, it } from 'vitest';
import { demoHost } from '#electron/demo/demo.ts';
import { bareHost } from '#electron/hosts/bareHost.ts';
import { hasLibvirt } from '#electron/hosts/detect.ts';
import type { Host } from '#electron/hosts/host.ts';
import type { RunOutcome } from '#shared/host/command.ts';

function hostThatAnswers(outcome: RunOutcome): Host {
  return {
    ...bareHost,
    name: 'local',
    editable: true,
    run: async () => outcome,
    follow: () => ({ stop() {} }),
    close: async () => {},
  };
}

const exited = (stderr: string): RunOutcome => ({ kind: 'exited', exitCode: 1, stdout: '', stderr });

describe('whether this machine has libvirt', () => {
  it('has, where virsh connects', async () => {
    expect(await hasLibvirt(demoHost({ pace: 0 }))).toBe(true);
  });

  it.each<[string, RunOutcome, boolean]>([
    ['virsh is missing', { kind: 'missing', program: 'virsh' }, false],
    [
      'there is no socket',
      exited(
        "error: failed to connect to the hypervisor\nerror: Failed to connect socket to '/var/run/libvirt/libvirt-sock-ro': No such file or directory\n",
      ),
      false,
    ],
    [
      'the socket denies access',
      exited(
        "error: failed to connect to the hypervisor\nerror: Failed to connect socket to '/var/run/libvirt/libvirt-sock-ro': Permission denied\n",
      ),
      true,
    ],
    ['libvirtd hangs', { kind: 'timed-out', afterMs: 5000, stdout: '', stderr: '' }, true],
  ])('%s', async (_, outcome, has) => {
    expect(await hasLibvirt(hostThatAnswers(outcome))).toBe(has);
  });
});
