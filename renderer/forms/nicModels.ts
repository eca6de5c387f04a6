/** What QEMU offers for x86 guests, the usual first; libvirt says so if a machine type lacks one. */
export const nicModels = ['virtio', 'e1000e', 'e1000', 'rtl8139', 'vmxnet3'] as const;
