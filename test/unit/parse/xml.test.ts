import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributeOf, childOf, joinTexts, parseElement, textOf, type XmlElement } from '#shared/parse/xml.ts';
import { serialise, withAttribute, withChild, withoutChild } from '#shared/parse/xmlWrite.ts';
import { fixture, okValue } from './fixture.ts';

/** Any character that XML can hold, the delicate ones often. */
const text = fc
  .array(fc.oneof(fc.constantFrom(...`<>&'"\t\n]`, '&amp;', ']]>', '&#10;'), fc.string({ unit: 'grapheme' })))
  .map((parts) => parts.join(''));
const name = fc.constantFrom('interface', 'mac', 'qemu:arg', 'a-b', '_', 'été');
const attributes = fc.dictionary(name, text, { maxKeys: 3 });

const { element } = fc.letrec<{ element: XmlElement }>((tie) => ({
  element: fc.record({
    name,
    attributes,
    children: fc
      .array(fc.oneof({ depthSize: 'small' }, text, tie('element')), { maxLength: 4 })
      .map(joinTexts),
  }),
}));

describe('parseElement and serialise', () => {
  it('are each other’s inverse for any element', () => {
    fc.assert(
      fc.property(element, (tree) => {
        expect(okValue(parseElement(serialise(tree)))).toEqual(tree);
      }),
    );
  });

  it.each([
    'dumpxml-web_01.xml',
    'dumpxml-it_s__q_.xml',
    'dumpxml-inactive-off1.xml',
    'net-dumpxml-default.xml',
    'net-dumpxml-lab_net_2.xml',
  ])('write %s as libvirt printed it', (file) => {
    // libvirt escapes quotes in text as well, where nothing requires it.
    const printed = fixture(file).trim().replaceAll('&apos;', "'").replaceAll('&quot;', '"');
    expect(serialise(okValue(parseElement(fixture(file))))).toBe(printed);
  });
});

describe('parseElement', () => {
  it('decodes the five entities and numbers, once', () => {
    const root = okValue(parseElement(`<a b='&lt;script&gt; &quot;&#39;&#x65e5;'>&amp;lt; é &#10;</a>`));
    expect(attributeOf(root, 'b')).toBe('<script> "\'日');
    expect(textOf(root)).toBe('&lt; é \n');
  });

  it('expands no entity that a document declares', () => {
    const bomb = `<!DOCTYPE a [<!ENTITY x "lol"><!ENTITY y "&x;&x;&x;&x;">]><a b="&y;">&y;&x;</a>`;
    const root = okValue(parseElement(bomb));
    expect([textOf(root), attributeOf(root, 'b')]).toEqual(['&y;&x;', '&y;']);
  });

  it('leaves references to characters that XML forbids as they are', () => {
    expect(textOf(okValue(parseElement('<a>&#0;&#xD800;&#x110000;</a>')))).toBe('&#0;&#xD800;&#x110000;');
  });

  it('reads CDATA as text and passes over comments and instructions', () => {
    const root = okValue(
      parseElement('<?xml version="1.0"?><!-- <b/> --><a>x<![CDATA[<y>&lt;]]><!-- z --><?p q?>!</a>'),
    );
    expect(root.children).toEqual(['x<y>&lt;!']);
  });

  it('reads a line break in an attribute as a space, as XML says', () => {
    expect(attributeOf(okValue(parseElement("<a b='br0\nx'/>")), 'b')).toBe('br0 x');
  });

  it('has no attribute that was not written', () => {
    expect(attributeOf(okValue(parseElement('<a/>')), 'toString')).toBeNull();
    expect([childOf(null, 'a'), attributeOf(null, 'a'), textOf(null)]).toEqual([null, null, null]);
  });

  it.each([
    ['nothing', ''],
    ['an error message', "error: failed to get domain 'x'"],
    ['a cut document', '<domain>\n  <name>web</name>\n  <dev'],
    ['an element that is not closed', '<a><b></a>'],
    ['two roots', '<a/><b/>'],
    ['an attribute given twice', "<a b='1' b='2'/>"],
    ['a prototype as a name', '<__proto__/>'],
    ['a depth that libxml2 refuses', `${'<a>'.repeat(400)}${'</a>'.repeat(400)}`],
    ['a depth that would end the stack', '<a>'.repeat(200_000)],
  ])('refuses %s', (_, xml) => {
    expect(parseElement(xml)).toEqual({ ok: false, message: expect.stringContaining('The XML') });
  });

  it.each([
    [
      '50,000 attributes',
      `<a ${Array.from({ length: 50_000 }, (_, at) => `a${at}='1'`).join(' ')}/>`,
      '1000 attributes',
    ],
    ['a million elements', `<a>${'<b/>'.repeat(1_000_000)}</a>`, 'million|200000 tags'],
    ['five million characters', `<a>${'x'.repeat(5_000_000)}</a>`, '4 million characters'],
    ['100,000 elements in each other', `${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`, 'nested'],
  ])('is not read where it has %s', (_, text, why) => {
    const read = parseElement(text, 'The XML of a VM');
    expect(read).toEqual({ ok: false, message: expect.stringMatching(why) });
  });

  it('names the line', () => {
    expect(parseElement('<a>\n<b>\n</a>', 'The XML of a VM')).toEqual({
      ok: false,
      message: expect.stringMatching(/^The XML of a VM is broken in line 3: /),
    });
  });
});

describe('changing an element', () => {
  const nic = okValue(
    parseElement(
      "<interface type='bridge'>\n  <mac address='52:54:00:aa:00:01'/>\n  <source bridge='br0'/>\n</interface>",
    ),
  );
  const link: XmlElement = { name: 'link', attributes: { state: 'down' }, children: [] };

  it('sets an attribute in its place, or takes it away', () => {
    expect(serialise(withAttribute({ ...link, attributes: { state: 'down', x: '1' } }, 'state', 'up'))).toBe(
      "<link state='up' x='1'/>",
    );
    expect(serialise(withAttribute(link, 'state', null))).toBe('<link/>');
  });

  it('replaces a child in its place', () => {
    const source = { name: 'source', attributes: { network: "it's <b>" }, children: [] };
    expect(serialise(withChild(nic, source))).toBe(
      "<interface type='bridge'>\n  <mac address='52:54:00:aa:00:01'/>\n  <source network='it&apos;s &lt;b&gt;'/>\n</interface>",
    );
  });

  it('appends a child indented like the first, and takes it away without a trace', () => {
    const down = withChild(nic, link);
    expect(serialise(down)).toContain("<source bridge='br0'/>\n  <link state='down'/>\n</interface>");
    expect(withoutChild(down, 'link')).toEqual(nic);
    expect(serialise(withChild({ ...link, children: [] }, link))).toBe(
      "<link state='down'><link state='down'/></link>",
    );
  });
});
