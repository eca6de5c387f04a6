/**
 * The NIC models that libvirt’s `<model type>` and QEMU have for PCs, the usual first. Others exist, and QEMU may be
 * built without some of these: libvirt then says so when the VM starts.
 */
export const nicModels: readonly string[] = [
  'virtio',
  'e1000e',
  'e1000',
  'rtl8139',
  'igb',
  'vmxnet3',
  'pcnet',
  'ne2k_pci',
  'virtio-transitional',
  'virtio-non-transitional',
];
