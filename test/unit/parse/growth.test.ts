import { describe, expect, it } from 'vitest';
import { excessiveGrowth } from '../support/growth.ts';
import { PARSERS, READERS } from './parsers.ts';

/** Texts that made some parser grow by the square of their length, overflow the stack, or might. */
const SHAPES: Readonly<Record<string, (n: number) => string>> = {
  'lists in each other': (n) => '['.repeat(n) + ']'.repeat(n),
  'objects in each other': (n) => `[${'{"a":'.repeat(n)}1${'}'.repeat(n)}]`,
  'entries that are not closed': (n) => '{"ifindex":1,"ifname":"a",'.repeat(n),
  'entries with a quote too many': (n) => `[${'{"ifindex":1,"ifname":"a","ifalias":"5" b"},'.repeat(n)}]`,
  'entries with a key without a value': (n) => `[${'{"ifindex":1,"ifname":"a","x":{"y":"z":0}},'.repeat(n)}]`,
  'one entry with many odd fields': (n) => `[{"ifindex":1,"ifname":"a","x":{${'"y":nan,'.repeat(n)}}}]`,
  'numbers in a list': (n) => `[{"a":1}${',7'.repeat(n)}]`,
  'opening brackets outside of lists': (n) => '[7,'.repeat(n),
  quotes: (n) => '"'.repeat(n),
  blanks: (n) => `[{}${' '.repeat(n)}x`,
  'line breaks': (n) => '\n'.repeat(n),
  'blanks in front of line breaks': (n) => ' \n'.repeat(n),
  'numbers, each on a line': (n) => '1\n'.repeat(n),
  'a line of words': (n) => `1 ${'a '.repeat(n)}`,
  'lines of words': (n) => `  3 br0              bridge   routable    configured\n`.repeat(n),
  'one field again and again': (n) => 'said x\n'.repeat(n),
  'links in each other’s words': (n) => `Link 2 (a): ${'10.0.0.1 '.repeat(n)}`,
  colons: (n) => `a${'\\:'.repeat(n)}:b:c`,
  commas: (n) => `-netdev\0tap${',a'.repeat(n)}\0`,
  'options of QEMU': (n) => '-netdev\0tap,id=a\0-device\0e1000,netdev=a\0'.repeat(n),
  NULs: (n) => '\0'.repeat(n),
  'sections that are missing': (n) => '[patchbay nonce 1'.repeat(n),
  'attributes of one element': (n) => `<a ${Array.from({ length: n }, (_, at) => `a${at}='1'`).join(' ')}/>`,
  'elements in each other': (n) => `${'<a>'.repeat(n)}${'</a>'.repeat(n)}`,
  'elements behind each other': (n) => `<a>${'<b/>'.repeat(n)}</a>`,
  'brackets of XML': (n) => '<'.repeat(n),
  'entities of XML': (n) => `<a>${'&amp;'.repeat(n)}</a>`,
  dashes: (n) => '-'.repeat(n),
  'events with quotes': (n) => `event 'lifecycle' for domain '${"': ".repeat(n)}`,
  'complaints of virsh': (n) => 'error: Failed to list networks\nerror: '.repeat(n),
  'lines of /proc': (n) => '/proc/1/fdinfo/2:iff:\tvnet0\n'.repeat(n),
  'rules of iptables': (n) => '[1:2] -A FORWARD -s 10.0.0.0/8 ! -o br0 -m x --y "a b" -j ACCEPT\n'.repeat(n),
  'options of a rule': (n) => `-A FORWARD ${'--x "y '.repeat(n)}`,
  'rules of nft': (n) =>
    `{"nftables":[${'{"rule":{"family":"ip","table":"a","chain":"b","expr":[{"vmap":{"key":1,"data":"@c"}}]}},'.repeat(n)}1]}`,
  'command lines': (n) => '/proc/1/cmdline:a\0'.repeat(n),
};

const SIZE = 1000;

describe.each(Object.entries({ ...PARSERS, ...READERS }))('%s', (_, parse) => {
  it.each(Object.entries(SHAPES))('takes time in proportion to %s', { timeout: 60_000 }, (_shape, text) => {
    expect(excessiveGrowth(SIZE, (size) => void parse(text(size)))).toBe('');
  });
});
