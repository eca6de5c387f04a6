import { expect, it } from 'vitest';
import { linkId, networkId, vnicId } from '#shared/topology/model.ts';
import { house, mac, WEB } from './support/house.ts';
import { planned, refusalOf } from './support/plans.ts';

const TRUENAS = 'qemu+unix:///system?socket=/run/truenas_libvirt/libvirt-sock';
const elsewhere = house({ libvirtUri: TRUENAS });
const move = { kind: 'move', cable: vnicId(WEB, mac(1)), to: linkId('br1') } as const;

it('an edit shows the commands of the libvirt that was read, there and back', () => {
  const { steps, warnings } = planned(elsewhere, move);
  const commands = steps.flatMap(({ command, inverseCommands }) => [command, ...inverseCommands]);
  const virsh = commands.filter(({ argv }) => argv[0] === 'virsh');
  expect(virsh.length).toBeGreaterThan(1);
  for (const { argv } of virsh) expect(argv.slice(0, 3)).toEqual(['virsh', '-c', TRUENAS]);
  expect(warnings.join(' ')).toContain('TrueNAS');
});

it('so does the advice of a refusal', () => {
  const { advice } = refusalOf(elsewhere, { ...move, to: networkId('asleep') });
  expect(advice).toBe(`Start it first: virsh -c '${TRUENAS}' net-start asleep`);
  expect(refusalOf(house(), { ...move, to: networkId('asleep') }).advice).toBe(
    'Start it first: virsh -c qemu:///system net-start asleep',
  );
});

it('the usual libvirt is told as ever', () => {
  const { steps, warnings } = planned(house(), move);
  expect(steps[0]?.command.argv.slice(0, 3)).toEqual(['virsh', '-c', 'qemu:///system']);
  expect(warnings.join(' ')).not.toContain('TrueNAS');
});
