import { describe, expect, it } from 'vitest';
import { parseIpRoute } from '#shared/parse/ipRoute.ts';
import { parseJsonRows } from '#shared/parse/jsonRows.ts';

const LO = '{"ifindex":1,"ifname":"lo"}';
const BR0 = '{"ifindex":3,"ifname":"br0","linkinfo":{"info_kind":"bridge"}}';

/** The names of the rows that were read, and what is told of the others. */
function read(text: string) {
  const rows = parseJsonRows(text, 'ip link');
  if (!rows.ok) throw new Error(rows.message);
  return { names: rows.value.map(({ ifname }) => ifname), odd: rows.odd ?? [] };
}

/** Fields of eth0, as text, in the middle of a list. */
function around(fields: string): string {
  return `[${LO},{"ifindex":2,"ifname":"eth0",${fields}},${BR0}]`;
}

describe('a list of iproute2’s with one odd entry', () => {
  it.each([
    // https://github.com/iproute2/iproute2/issues/41
    ['a key without a value', '"linkinfo":{"info_data":{"erspan_dir":"erspan_hwid":0}}', 'erspan_dir'],
    ['a key with nothing behind it', '"linkinfo":{"info_data":{"remote":,"ttl":0}}', 'remote'],
    ['nan', '"stats":{"rate":nan}', 'rate'],
    ['a hexadecimal number', '"linkinfo":{"info_data":{"mark":1f}}', 'mark'],
    ['text that leaked', '"linkinfo":{"info_data":{"a":1 tun type tap}}', 'tun'],
    ['a word without a key', '"linkinfo":{"external","id":1}', 'external'],
  ])('keeps it but for %s inside it, and says so', (_, fields, lost) => {
    expect(read(around(fields))).toEqual({
      names: ['lo', 'eth0', 'br0'],
      odd: [
        { name: 'eth0', words: `entry 2 (“eth0”) has no readable value at “${lost}”`, loss: 'incomplete' },
      ],
    });
  });

  it.each([
    ['nan for one of its own fields, which may decide', '"mtu":nan', 'not JSON'],
    ['a master without a value', '"master":,"mtu":1', 'not JSON'],
    ['quotes in its alias', '"ifalias":"a "b" c"', 'not JSON'],
    ['one quote in its alias', '"ifalias":"5" disk"', 'don’t match'],
    ['a bracket behind a quote in its alias', '"ifalias":"a "} b","mtu":1', 'don’t match'],
    ['an opening bracket behind a quote', '"ifalias":"a "{ b","mtu":1', 'don’t match'],
    ['a backslash before the end of its alias', '"ifalias":"C:\\","mtu":1', 'don’t match'],
    ['a bracket too many', '"linkinfo":{"a":1}}', 'don’t match'],
    ['a bracket too many, and fields behind it', '"linkinfo":{"a":1}},"mtu":1', 'don’t match'],
    ['a bracket too few', '"linkinfo":{"a":1', 'don’t match'],
  ])('loses it alone where it has %s', (_, fields, words) => {
    const { names, odd } = read(around(fields));
    expect(names).toEqual(['lo', 'br0']);
    expect(odd).toEqual([{ name: 'eth0', words: expect.stringContaining(words), loss: 'missing' }]);
  });

  it.each([
    ['escapes and a bell', '"ifalias":"\u0007 \u001b[31m"', '\u0007 \u001b[31m'],
    ['an apostrophe, which iproute2 escaped once', '"ifalias":"it\\\'s"', "it's"],
    ['backslashes', '"ifalias":"C:\\x \\u12"', 'C:\\x \\u12'],
    ['what stands for broken UTF-8', '"ifalias":"\ufffd\ufffd",,', '\ufffd\ufffd'],
  ])('reads a description with %s as it is', (_, fields, alias) => {
    const rows = parseJsonRows(around(fields), 'ip link');
    expect(rows).toMatchObject({ ok: true, value: [{}, { ifname: 'eth0', ifalias: alias }, {}] });
    expect(rows).not.toHaveProperty('odd');
  });

  it('takes a word without a key for a route’s type', () => {
    // https://github.com/iproute2/iproute2/issues/37
    const text =
      '[{"dst":"default","dev":"br0"},{"blackhole","dst":"10.42.0.0/26"},{"dst":"10.0.0.0/8","dev":"br0"}]';
    const routes = parseIpRoute(text, 'inet');
    expect(routes).toMatchObject({
      ok: true,
      value: [{ destination: 'default' }, { destination: '10.0.0.0/8' }],
    });
    expect(routes).not.toHaveProperty('odd');
  });
});

describe('a list of iproute2’s that is no single list', () => {
  it.each([
    ['two behind each other', `[][${LO},${BR0}]`],
    ['without its brackets', `${LO},${BR0}`],
    ['with commas too many', `[,${LO},,{},${BR0},]`],
    ['without a comma', `[${LO} ${BR0}]`],
    ['behind a mark of byte order', `\ufeff[${LO},${BR0}]`],
  ])('is read whole %s', (_, text) => {
    expect(read(text)).toEqual({ names: ['lo', 'br0'], odd: [] });
  });

  it.each([
    ['before it', `Warning: [x] is odd\n[${LO},${BR0}]`, 'Warning: [x] is odd'],
    ['before it, in brackets', `[WARN] odd\n[${LO},${BR0}]`, '[WARN] odd'],
    ['behind it', `[${LO},${BR0}]\nCommand failed`, 'Command failed'],
  ])('is read whole with text %s, which is told', (_, text, stray) => {
    expect(read(text)).toEqual({
      names: ['lo', 'br0'],
      odd: [{ name: null, words: `text outside the list: “${stray}”`, loss: 'foreign' }],
    });
  });

  it.each([
    ['in an entry', `[${LO},{"ifindex":2,"ifname":"eth0","flags":["UP"`, ['lo'], ['eth0', null]],
    ['between two entries', `[${LO},${BR0},`, ['lo', 'br0'], [null]],
    ['behind an entry', `[${LO},${BR0}`, ['lo', 'br0'], [null]],
  ])('lacks what was cut off %s, and more that nobody knows of', (_, text, names, lost) => {
    const found = read(text);
    expect(found.names).toEqual(names);
    expect(found.odd.map(({ name, loss }) => [name, loss])).toEqual(lost.map((name) => [name, 'missing']));
    expect(found.odd.at(-1)?.words).toBe('the list breaks off after entry 2');
  });

  it('tells of so many odd entries, and counts the rest', () => {
    const { odd } = read(`[${LO}${',7'.repeat(1000)}]`);
    expect(odd).toHaveLength(101);
    expect(odd.at(-1)).toEqual({ name: null, words: '900 more', loss: 'missing' });
  });

  it.each([
    ['8,000 lists in each other', '['.repeat(8000) + ']'.repeat(8000)],
    ['100,000 objects in each other', '[{"a":'.repeat(100_000)],
    ['nothing but quotes', '"'.repeat(100_000)],
  ])('is refused in a short sentence where it is %s', (_, text) => {
    const rows = parseJsonRows(text, 'ip link');
    expect(rows).toMatchObject({ ok: false });
    expect('message' in rows && rows.message.length < 300).toBe(true);
  });
});
