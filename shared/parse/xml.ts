import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { excerpt, type Parsed, parsed, unparsable } from './result.ts';

/** An element as a plain value: attributes and children in the order of the document. */
export interface XmlElement {
  readonly name: string;
  /** Values are decoded: `a<b`, not `a&lt;b`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
}

/** An element, or text: decoded, never empty, never two texts in a row; CDATA is text. */
export type XmlNode = XmlElement | string;

/** libxml2, which wrote what we read and reads what we write, refuses deeper documents as well. */
const MAX_DEPTH = 256;
/** Characters: libvirt's own limit of a text (`REMOTE_STRING_MAX`). */
const MAX_LENGTH = 4 * 1024 * 1024;
/** libvirt's elements have ten attributes at most, and a VM with a thousand disks some 20,000 elements. */
const MAX_ATTRIBUTES = 1000;
const MAX_TAGS = 200_000;

const reader = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  cdataPropName: '#cdata',
  ignoreDeclaration: true,
  ignorePiTags: true,
  trimValues: false,
  parseTagValue: false,
  parseAttributeValue: false,
  // Entities are decoded here below: the five of XML and numbers, none that a document declares for itself.
  processEntities: false,
  maxNestedTags: MAX_DEPTH,
  jPath: false,
  // Applications keep what they like in there, and nothing in it is libvirt's.
  stopNodes: ['domain.metadata', 'network.metadata'],
});

/**
 * Reads a document of one root element. Comments, processing instructions and the DOCTYPE are dropped; the
 * content of a libvirt `<metadata>` is left as raw text.
 *
 * @param source names the document in messages, `The XML of a VM`
 */
export function parseElement(text: string, source = 'The XML'): Parsed<XmlElement> {
  const limit = limitPassed(text);
  if (limit !== null) return unparsable(`${source} has ${limit}, and is not read.`);
  try {
    const verdict = XMLValidator.validate(text);
    if (verdict !== true) {
      return unparsable(`${source} is broken in line ${verdict.err.line}: ${excerpt(verdict.err.msg)}`);
    }
    const roots = readNodes(reader.parse(text)).filter((node) => typeof node !== 'string');
    const [root] = roots;
    if (root === undefined || roots.length > 1) {
      return unparsable(`${source} has ${roots.length} root elements instead of one: “${excerpt(text)}”.`);
    }
    return parsed(root);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return unparsable(`${source} cannot be read: ${excerpt(reason)}`);
  }
}

/** What there is too much of, before anything is parsed; null: nothing. What only looks like markup counts as well. */
function limitPassed(text: string): string | null {
  if (text.length > MAX_LENGTH) return `more than ${MAX_LENGTH / 1024 / 1024} million characters`;
  let tags = 0;
  let attributes = 0;
  for (const [found] of text.matchAll(/<|=\s{0,4}["']/g)) {
    attributes = found === '<' ? 0 : attributes + 1;
    if (found === '<') tags++;
    if (attributes > MAX_ATTRIBUTES) return `an element with more than ${MAX_ATTRIBUTES} attributes`;
    if (tags > MAX_TAGS) return `more than ${MAX_TAGS} tags`;
  }
  return null;
}

/** The child elements of that name. */
export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((node) => typeof node !== 'string' && node.name === name) as XmlElement[];
}

/** The first child element of that name; null when there is none, or no element. */
export function childOf(element: XmlElement | null, name: string): XmlElement | null {
  return element === null ? null : (childrenOf(element, name)[0] ?? null);
}

/** An attribute's decoded value; null when it is absent, or there is no element. */
export function attributeOf(element: XmlElement | null, name: string): string | null {
  return element !== null && Object.hasOwn(element.attributes, name)
    ? (element.attributes[name] ?? null)
    : null;
}

/** The text directly in the element; null when there is no element. */
export function textOf(element: XmlElement | null): string | null {
  return element === null ? null : element.children.filter((node) => typeof node === 'string').join('');
}

/** The nodes with neighbouring texts made one and empty ones dropped, as `XmlNode` promises. */
export function joinTexts(nodes: readonly XmlNode[]): XmlNode[] {
  const joined: XmlNode[] = [];
  for (const node of nodes) {
    const last = joined.at(-1);
    if (typeof node === 'string' && typeof last === 'string') joined[joined.length - 1] = last + node;
    else if (node !== '') joined.push(node);
  }
  return joined;
}

// [{"interface":[{"#text":"\n"},{"mac":[],":@":{"address":"52:54:…"}}],":@":{"type":"bridge"}},{"#cdata":[{"#text":"x"}]}]
type ReaderNode = Readonly<Record<string, unknown>>;

function readNodes(nodes: readonly ReaderNode[]): XmlNode[] {
  return joinTexts(nodes.map(readNode));
}

function readNode(node: ReaderNode): XmlNode {
  const text = node['#text'];
  if (typeof text === 'string') return decode(text);
  const cdata = node['#cdata'] as readonly ReaderNode[] | undefined;
  if (cdata !== undefined) return String(cdata[0]?.['#text'] ?? '');
  const name = Object.keys(node).find((key) => key !== ':@') ?? '';
  const attributes = Object.entries((node[':@'] ?? {}) as Record<string, string>);
  return {
    name,
    attributes: Object.fromEntries(attributes.map(([key, value]) => [key, decodeAttribute(value)])),
    children: readNodes(node[name] as readonly ReaderNode[]),
  };
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** In one pass, so that `&amp;lt;` becomes `&lt;` and stays so. What is no known reference stays as it is. */
function decode(text: string): string {
  // &lt; | &#39; | &#x27;
  return text.replace(
    /&(?:(lt|gt|amp|quot|apos)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));/g,
    (all, name, dec, hex) => {
      if (name !== undefined) return NAMED[name] ?? all;
      const code = dec === undefined ? Number.parseInt(hex, 16) : Number(dec);
      return isXmlCharacter(code) ? String.fromCodePoint(code) : all;
    },
  );
}

/** A line break written as itself in an attribute is a space to every XML reader; `&#10;` is a line break. */
function decodeAttribute(text: string): string {
  return decode(text.replace(/[\t\n\r]/g, ' '));
}

/** https://www.w3.org/TR/xml/#charsets */
function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}
