import { writeFile } from 'node:fs/promises';
import { virsh } from '../lab/support/lab.ts';

/** Defines VMs in the lab, beside its own. */
export async function defineExtraVms(count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const nic = (source: string) => `<interface ${source}/><model type='virtio'/></interface>`;
    const xml = `<domain type='qemu'><name>bench ${index}</name><memory unit='MiB'>16</memory><os><type>hvm</type></os>
      <devices>${nic("type='bridge'><source bridge='br0'")}${nic("type='network'><source network='default'")}</devices></domain>`;
    await writeFile('/run/lab/bench.xml', xml);
    await virsh('define', '/run/lab/bench.xml');
  }
}
