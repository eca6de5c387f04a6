import { readFileSync } from 'node:fs';
import { bench, describe } from 'vitest';
import { parseDomainXml } from '#shared/parse/domainXml.ts';
import { parseIpLink } from '#shared/parse/ipLink.ts';

// Run by: npx vitest bench --project unit test/bench

const recorded = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');

/** `ip -j -d -s link` of a host with 2,000 TAPs on ten bridges, made of a recorded TAP and bridge. */
function manyTaps(): string {
  const links = JSON.parse(recorded('ip-j-d-s-link.json')) as { ifname: string }[];
  const tap = links.find(({ ifname }) => ifname === 'vnet0');
  const bridge = links.find(({ ifname }) => ifname === 'br0');
  const bridges = Array.from({ length: 10 }, (_, index) => ({
    ...bridge,
    ifindex: index + 1,
    ifname: `br${index}`,
  }));
  const taps = Array.from({ length: 2_000 }, (_, index) => ({
    ...tap,
    ifindex: index + 11,
    ifname: `vnet${index}`,
    master: `br${index % 10}`,
  }));
  return JSON.stringify([...bridges, ...taps]);
}

const links = manyTaps();

describe('2,000 TAPs', () => {
  bench('the floor: JSON.parse alone', () => {
    JSON.parse(links);
  });
  bench('parseIpLink', () => {
    parseIpLink(links);
  });
});

const domain = recorded('dumpxml-web_01.xml');

describe('one VM with five vNICs', () => {
  bench('parseDomainXml', () => {
    parseDomainXml(domain);
  });
});
