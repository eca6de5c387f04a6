/** One option of QEMU's command line, whichever way it was written: type → tap, id → n0, ifname → tap0. */
export type QemuOptions = ReadonlyMap<string, string>;

/**
 * Reads the argument of an option: `-netdev`, `-device`, `-nic`, `-net`, `-name`, …
 *
 * @param first the key of a first part that has none: `tap,id=n0` is `type=tap,id=n0`
 *
 * Source of the format: QEMU `util/keyval.c`; libvirt passes JSON where QEMU takes it.
 */
export function readQemuOptions(argument: string, first: string): QemuOptions {
  return argument.startsWith('{') ? readJson(argument) : readKeyValues(argument, first);
}

// tap,id=n0,ifname=tap0,script=/etc/a,,b   a comma inside a value is doubled; a key alone means key=on
function readKeyValues(argument: string, first: string): QemuOptions {
  const options = new Map<string, string>();
  // A doubled comma is set aside while the single ones part the options: no argument of a process holds a NUL.
  for (const [index, part] of argument.replaceAll(',,', '\0').split(',').entries()) {
    const text = part.replaceAll('\0', ',');
    const equals = text.indexOf('=');
    if (equals > 0) options.set(text.slice(0, equals), text.slice(equals + 1));
    else if (text !== '') options.set(index === 0 ? first : text, index === 0 ? text : 'on');
  }
  return options;
}

// {"type":"tap","fd":"25","vhost":true,"id":"hostnet0"}   what is a list or an object is passed over
function readJson(argument: string): QemuOptions {
  const options = new Map<string, string>();
  let value: unknown;
  try {
    value = JSON.parse(argument);
  } catch {
    return options;
  }
  if (typeof value !== 'object' || value === null) return options;
  for (const [key, field] of Object.entries(value)) {
    if (typeof field === 'string') options.set(key, field);
    else if (typeof field === 'number' || typeof field === 'boolean') options.set(key, String(field));
  }
  return options;
}
