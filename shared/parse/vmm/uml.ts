import type { VmNic } from '#shared/host/process.ts';
import { aNic, type VmWords } from './nic.ts';
import { readParts } from './words.ts';

/**
 * `linux umid=web ubd0=root.img vec0:transport=tap,ifname=tap0,mac=… eth0=tuntap,tap1,fe:fd:00:00:00:01`. Null where no
 * argument is of its kinds: any program may be called `linux`.
 *
 * Source of the format: Linux `Documentation/virt/uml/user_mode_linux_howto_v2.rst`.
 */
export function readUml(args: readonly string[]): VmWords | null {
  const given = args.flatMap((arg) => {
    const nic = /^(eth\d+=tuntap,|vec\d+:)(.*)$/s.exec(arg);
    return nic === null ? [] : [{ isVector: arg.startsWith('vec'), text: nic[2] ?? '' }];
  });
  const name = args.findLast((arg) => arg.startsWith('umid='))?.slice('umid='.length);
  if (given.length === 0 && name === undefined && !args.some((arg) => /^ubd[\da-h]/.test(arg))) return null;
  return { name: name || null, nics: given.map((nic, index) => umlNic(nic.isVector, nic.text, index)) };
}

function umlNic(isVector: boolean, text: string, index: number): VmNic {
  if (!isVector) {
    const [tap, mac] = text.split(',');
    return { ...aNic(index, { tap, mac }), model: null };
  }
  const parts = readParts(text);
  const transport = parts.get('transport') ?? 'tap';
  const onTap = transport === 'tap' || transport === 'hybrid';
  const instead = onTap ? undefined : { type: transport, source: parts.get('ifname') ?? null };
  return {
    ...aNic(index, { mac: parts.get('mac'), tap: onTap ? parts.get('ifname') : undefined }, instead),
    model: null,
  };
}
