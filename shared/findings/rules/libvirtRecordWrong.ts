import { contradictionsAs } from '../contradictions.ts';
import type { Rule } from '../rule.ts';

/** What libvirt, or Proxmox VE’s file, says of a running cable is not what the kernel shows. */
export const libvirtRecordWrong: Rule = {
  needs: ['ip-link', 'virsh'],
  find: (scene) => contradictionsAs('libvirt-record-wrong', scene),
};
