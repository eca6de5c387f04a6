// @ts-check
import { join } from 'node:path';

/**
 * The machine's cards: the last byte of the MAC, the PCI slot (which names the card in it: slot 4 is enp0s4), and the
 * cable that it is at one end of. `wan` leads to QEMU's user network, through which SSH comes in; in the machine `wan` and
 * `upfar` are the router's (guest/router), the rest its own.
 */
const cards = {
  wan: { mac: 0x01, slot: 3, cable: null },
  up: { mac: 0x02, slot: 4, cable: 1 },
  p1: { mac: 0x11, slot: 5, cable: 2 },
  p2: { mac: 0x12, slot: 6, cable: 3 },
  s1: { mac: 0x21, slot: 7, cable: 2 },
  s2: { mac: 0x22, slot: 8, cable: 3 },
  upfar: { mac: 0x03, slot: 9, cable: 1 },
};

/** @typedef {keyof typeof cards} Card */
/** @typedef {'networkd' | 'networkmanager' | 'netplan' | 'ifupdown'} NetworkManager that configures the machine’s uplink */

export const networkManagers = /** @type {const} */ (['networkd', 'networkmanager', 'netplan', 'ifupdown']);

/**
 * @typedef {object} Hardware
 * @property {string} image the folder of image/image.mjs
 * @property {string} folder of this machine: its disk's overlay, and its sockets
 * @property {string} checkout the disk of the checkout
 * @property {number} sshPort of 127.0.0.1
 * @property {NetworkManager} net
 * @property {string | null} state a saved one to go on from; null: it boots
 */

/**
 * QEMU's command line. Nothing can be reached from the machine: the user network is restricted, and one port of
 * 127.0.0.1 leads in. It is emulated: where a test runs there is no KVM that an unmodified kernel boots on.
 * @param {Hardware} hardware
 * @returns {string[]}
 */
export function qemuCommand({ image, folder, checkout, sshPort, net, state }) {
  const at = (/** @type {string} */ name) => join(folder, name);
  return [
    'qemu-system-x86_64',
    ...[
      '-M',
      'q35,usb=off',
      '-accel',
      'tcg,thread=multi,tb-size=512',
      '-cpu',
      'Nehalem',
      '-m',
      '3072',
      '-smp',
      '2',
    ],
    ...['-nodefaults', '-no-user-config', '-display', 'none'],
    ...['-kernel', join(image, 'vmlinuz'), '-initrd', join(image, 'initrd.img')],
    ...['-append', `root=LABEL=machine rw console=ttyS0 quiet mitigations=off net=${net}`],
    ...['-drive', `if=none,id=root,file=${at('root.qcow2')},format=qcow2,cache=unsafe,discard=unmap`],
    ...['-device', 'virtio-blk-pci,drive=root,addr=0x14'],
    ...['-drive', `if=none,id=checkout,file=${checkout},format=raw,readonly=on`],
    ...['-device', 'virtio-blk-pci,drive=checkout,serial=checkout,addr=0x17'],
    ...['-object', 'rng-random,id=rng,filename=/dev/urandom', '-device', 'virtio-rng-pci,rng=rng,addr=0x15'],
    ...['-serial', `file:${at('console.log')}`],
    ...['-device', 'virtio-serial-pci,addr=0x16'],
    ...['-chardev', `socket,id=agent,path=${at('agent')},server=on,wait=off`],
    ...['-device', 'virtserialport,chardev=agent,name=org.qemu.guest_agent.0'],
    ...['-qmp', `unix:${at('qmp')},server=on,wait=off`],
    ...['-netdev', `user,id=wan,restrict=on,hostfwd=tcp:127.0.0.1:${sshPort}-10.0.2.15:22`],
    ...Object.entries(cards).flatMap(([id, { mac, slot, cable }]) => [
      ...(cable === null ? [] : ['-netdev', `hubport,id=${id},hubid=${cable}`]),
      ...['-device', cardDevice(id, mac, slot)],
    ]),
    ...(state === null ? [] : ['-loadvm', state]),
  ];
}

/**
 * @param {string} id
 * @param {number} mac
 * @param {number} slot
 */
function cardDevice(id, mac, slot) {
  const last = mac.toString(16).padStart(2, '0');
  // Without a boot ROM, which costs seconds; with a speed, which LACP asks for.
  const more = id === 'wan' ? '' : ',speed=1000,duplex=full';
  return `virtio-net-pci,netdev=${id},id=${id},mac=52:54:00:ab:00:${last},bus=pcie.0,addr=0x${slot.toString(16)},romfile=${more}`;
}
