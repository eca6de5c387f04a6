import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixture } from './fixture.ts';
import { PARSERS, READERS } from './parsers.ts';

const recordings = ['', 'parse/', 'lab/'].flatMap((folder) =>
  filesIn(folder)
    .filter((file) => /\.(?:json|xml|txt|bin)$/.test(file))
    .map((file) => fixture(`${folder}${file}`)),
);

function filesIn(folder: string): string[] {
  try {
    return readdirSync(new URL(`../../fixtures/${folder}`, import.meta.url));
  } catch {
    return [];
  }
}

const anything = fc.string({ unit: 'binary', maxLength: 300 });

/** JSON of any shape, often with the field names that the parsers look for. */
const fieldName = fc.constantFrom(
  ...'ifindex ifname flags link link_index link_netnsid linkinfo info_kind info_data info_slave_kind'.split(
    ' ',
  ),
  ...'info_slave_data vfinfo_list vf stats64 rx tx addr_info family local prefixlen dst via host'.split(' '),
  ...'nexthops dev lladdr state mac master vlan vlan_list __proto__ constructor'.split(' '),
);
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom<unknown>(
      null,
      true,
      0,
      -1,
      1e300,
      '',
      'tun',
      'tap',
      'bridge',
      '52:54:00:aa:00:01',
      'br0',
    ),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fieldName, fc.string()), tie('json'), { maxKeys: 8 }),
  ),
}));
const anyJson = fc.oneof(json, fc.array(json)).map((value) => JSON.stringify(value));

/** XML with libvirt's names in any places. */
const xmlName = fc.constantFrom(
  ...'domain network devices interface hostdev source target mac model link alias address metadata'.split(
    ' ',
  ),
  ...'name uuid forward bridge ip pf'.split(' '),
);
const xmlAttributes = fc
  .dictionary(
    fc.constantFrom('type', 'dev', 'mode', 'bus', 'slot', 'address', 'netmask', 'prefix', 'name'),
    anything,
    {
      maxKeys: 3,
    },
  )
  .map((fields) => Object.entries(fields).map(([key, value]) => ` ${key}='${value.replace(/[<&']/g, '')}'`));
const { xml } = fc.letrec<{ xml: string }>((tie) => ({
  xml: fc
    .tuple(
      xmlName,
      xmlAttributes,
      fc.array(fc.oneof({ maxDepth: 4 }, fc.string(), tie('xml')), { maxLength: 4 }),
    )
    .map(([name, attributes, content]) => `<${name}${attributes.join('')}>${content.join('')}</${name}>`),
}));

/** A real output, cut somewhere, with some of its characters changed and a piece of it repeated. */
const spoiled = fc
  .tuple(
    fc.constantFrom(...recordings),
    fc.array(
      fc.tuple(fc.nat(), fc.oneof(anything, fc.constantFrom('"', '<', '>', "'", '\n', '{', ']', '\0', '-'))),
    ),
    fc.nat(),
    fc.boolean(),
  )
  .map(([recording, changes, at, cut]) => {
    let text = recording;
    for (const [place, insert] of changes) {
      const index = place % (text.length + 1);
      text = text.slice(0, index) + insert + text.slice(index + 1);
    }
    return cut ? text.slice(0, at % (text.length + 1)) : text;
  });

const hostile = fc.oneof(anything, anyJson, xml, spoiled);

describe.each(Object.entries(PARSERS))('%s', (_, parse) => {
  it('answers any text with a value or a short, printable failure', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const result = parse(text);
        if (result.ok) return;
        expect(result.message.length).toBeLessThan(300);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
        expect(result.message).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }),
      { numRuns: 300 },
    );
  });
});

describe.each(Object.entries(READERS))('%s', (_, read) => {
  it('answers any text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        read(text);
      }),
      { numRuns: 300 },
    );
  });
});

it('meets parsers with values as well as with failures', () => {
  const results = recordings.flatMap((text) => Object.values(PARSERS).map((parse) => parse(text).ok));
  expect(new Set(results)).toEqual(new Set([true, false]));
});
