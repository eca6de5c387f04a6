import { randomBytes } from 'node:crypto';
import { Fakes } from './fakes.ts';
import type { Capture } from './format.ts';
import { vocabulary } from './vocabulary.ts';

// 1ab00000-0000-4000-8000-0000000000d0
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;
// 52:54:00:aa:00:01, and 52:54:0:aa:0:1 as in a bridge’s id
const MAC = /(?<![0-9a-f:])(?:[0-9a-f]{1,2}:){5}[0-9a-f]{1,2}(?![0-9a-f:])/;
// fe80::5054:ff:feaa:1
const IPV6 = /(?<![0-9a-z:])(?=[0-9a-f:]*::|(?:[0-9a-f]{1,4}:){7})[0-9a-f:]{2,39}(?![0-9a-z:.])/;
const IPV4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/;
// enx525400aa0001: a card that is named by its MAC
const NAMED_BY_MAC = /(?<=\benx)[0-9a-f]{12}\b/;
// a container’s id
const HEX = /\b(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{12,128}\b/;
// aKz81f93: a password, a serial number
const MIXED = /(?<![\p{L}\d])(?=[\p{L}\d]*\d)(?=[\p{L}\d]*\p{L})[\p{L}\d]{8,}(?![\p{L}\d])/u;
const WORD = /\p{L}[\p{L}\p{M}]{3,}/u;

const ALL = new RegExp(
  [UUID, MAC, IPV6, IPV4, NAMED_BY_MAC, HEX, MIXED, WORD].map(({ source }) => `(${source})`).join('|'),
  'giu',
);

/**
 * The same host with other names: words, MACs, addresses, ids and whatever looks like a password are replaced by stable
 * stand-ins, in commands as in answers. The tools’ own words stay, so that the same is seen in it; of a MAC
 * the vendor’s part stays, of an address how it is written and its last byte, and words of up to three letters.
 * @param key what the stand-ins are made with; another one for each capture
 */
export function anonymous(capture: Capture, key: Buffer = randomBytes(32)): Capture {
  const fakes = new Fakes(key, [...vocabulary, ...ownWords(JSON.stringify(capture))]);
  const text = (text: string) => anonymousText(text, fakes);
  return {
    ...capture,
    host: 'anonymous',
    answers: capture.answers.map((answer) => {
      const argv = answer.argv.map(text);
      const outcome = mapStrings(answer.outcome, text);
      if (answer.kind === 'command') return { ...answer, argv, outcome };
      const commands = answer.commands.map(({ words, stdout }) => ({
        words: words.map(text),
        stdout: stdout === null ? null : text(stdout),
      }));
      return { ...answer, argv, outcome, commands };
    }),
  };
}

function ownWords(text: string): Set<string> {
  return new Set(Array.from(text.matchAll(new RegExp(WORD, 'gu')), ([word]) => word.toLowerCase()));
}

function mapStrings<Outcome extends object>(outcome: Outcome, change: (text: string) => string): Outcome {
  const entries = Object.entries(outcome).map(([name, value]) => [
    name,
    typeof value === 'string' && name !== 'kind' ? change(value) : value,
  ]);
  return Object.fromEntries(entries);
}

function anonymousText(text: string, fakes: Fakes): string {
  return text.replace(ALL, (found, uuid, mac, ipv6, ipv4, namedByMac, hex, mixed) => {
    if (uuid !== undefined) return uuid.replace(/[0-9a-f]+/gi, (part: string) => fakes.hex(part));
    if (mac !== undefined) return fakeMac(mac, fakes);
    if (ipv6 !== undefined) return fakeIpv6(ipv6, fakes);
    if (ipv4 !== undefined) return fakeIpv4(ipv4, fakes);
    if (namedByMac !== undefined)
      return fakeMac(namedByMac.replace(/..(?=.)/g, '$&:'), fakes).replaceAll(':', '');
    if (hex !== undefined) return fakes.hex(hex);
    if (mixed !== undefined) return fakeMixed(mixed, fakes);
    return fakeWord(found, fakes);
  });
}

function fakeWord(word: string, fakes: Fakes): string {
  if (vocabulary.has(word.toLowerCase())) return word;
  // vethc0de42a: the kernel’s own beginning of a name
  const [kernels = ''] = /^(?:veth|vnet|tap|fwbr|fwln|fwpr)(?=\p{L}{1,7}$)/u.exec(word) ?? [];
  const rest = word.slice(kernels.length);
  return kernels !== '' && rest.length <= 3 ? word : kernels + fakes.word(rest);
}

/** Names that the kernel or a convention gives: enp3s0f0np0, vethc0de42a, tap100i0, fwpr100p0, 0x1af41000. */
const NAMED_BY_RULE =
  /^(?:(?:en|wl|ww|ib|sl)[psoab]?\d+(?:[a-z]{1,2}\d+)*|veth[0-9a-f]+|(?:tap|fwbr|fwln|fwpr)\d+[ip]\d+|0x[0-9a-f]{1,8})$/;

function fakeMixed(text: string, fakes: Fakes): string {
  // web01prod, vnet12, virbr0: words with numbers between
  const isOfWords = NAMED_BY_RULE.test(text) || (text.match(/\p{L}+|\d+/gu) ?? []).length <= 3;
  if (!isOfWords) return fakes.mixed(text);
  return text.replace(new RegExp(WORD, 'gu'), (word) => fakeWord(word, fakes));
}

function fakeMac(mac: string, fakes: Fakes): string {
  const parts = mac.split(':');
  const bytes = parts.map((part) => Number.parseInt(part, 16));
  const [first = 0] = bytes;
  const isNobodys = (first & 1) === 1 || bytes.every((byte) => byte === 0);
  // QEMU gives these to NICs without one of their own.
  const isQemus = /^52:54:0?0:12:34:/i.test(mac);
  if (isNobodys || isQemus) return mac;
  const isPadded = parts.every((part) => part.length === 2);
  return fakes
    .mac(bytes)
    .map((byte) => byte.toString(16).padStart(isPadded ? 2 : 1, '0'))
    .join(':');
}

function fakeIpv4(text: string, fakes: Fakes): string {
  const bytes = text.split('.').map(Number);
  const [a = 0, b = 0] = bytes;
  const isSpecial = bytes.some((byte) => byte > 255) || a === 0 || a === 127 || a >= 224;
  if (isSpecial) return text;
  const isLinkLocal = a === 169 && b === 254;
  const kept =
    (a === 192 && b === 168) || isLinkLocal ? 16 : a === 172 && (b & 0xf0) === 16 ? 12 : a === 100 ? 10 : 8;
  return fakes.address(bytes, kept, 24).join('.');
}

/** Of an interface’s own half, one that is made of a MAC goes with that MAC. */
function fakeIpv6(text: string, fakes: Fakes): string {
  const bytes = bytesOfIpv6(text);
  if (bytes === null || bytes[0] === 0 || bytes[0] === 0xff) return text;
  const kept = bytes[0] === 0xfe ? 64 : 8;
  const [prefix, own] = [fakes.address(bytes.slice(0, 8), kept, 64), bytes.slice(8)];
  const isOfMac = own[3] === 0xff && own[4] === 0xfe;
  const isShort = own.slice(0, 6).every((byte) => byte === 0);
  const rest = isOfMac
    ? [...own.slice(0, 5), ...fakes.mac([0, 0, 0, ...own.slice(5)]).slice(3)]
    : isShort
      ? own
      : fakes.address(own, 0, 64);
  return ipv6Of([...prefix, ...rest]);
}

function bytesOfIpv6(text: string): number[] | null {
  const [head = '', tail] = text.toLowerCase().split('::');
  const groupsOf = (part: string) => (part === '' ? [] : part.split(':'));
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const missing = 8 - before.length - after.length;
  if (text.split('::').length > 2 || (tail === undefined ? missing !== 0 : missing < 1)) return null;
  const groups = [...before, ...Array<string>(missing).fill('0'), ...after];
  if (groups.some((group) => !/^[0-9a-f]{1,4}$/.test(group))) return null;
  return groups.flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

/** As the kernel writes it: RFC 5952. */
function ipv6Of(bytes: readonly number[]): string {
  const groups = Array.from({ length: 8 }, (_, at) =>
    (((bytes[2 * at] ?? 0) << 8) | (bytes[2 * at + 1] ?? 0)).toString(16),
  );
  const zeros = [...groups.join(':').matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].sort(
    (one, other) => other[0].length - one[0].length,
  );
  const text = groups.join(':');
  const longest = zeros[0];
  if (longest === undefined) return text;
  const before = text.slice(0, longest.index);
  const after = text.slice(longest.index + longest[0].length).replace(/^:/, '');
  return `${before}::${after}`;
}
