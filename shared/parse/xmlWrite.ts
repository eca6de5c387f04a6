import { childOf, joinTexts, type XmlElement, type XmlNode } from './xml.ts';

/**
 * Writes an element so that `parseElement` reads the same one again: attributes and children in their order, white
 * space as it was, single quotes and self-closing tags as libvirt prints them.
 */
export function serialise(element: XmlElement): string {
  const attributes = Object.entries(element.attributes)
    .map(([name, value]) => ` ${name}='${escapeAttribute(value)}'`)
    .join('');
  if (element.children.length === 0) return `<${element.name}${attributes}/>`;
  const content = element.children.map((node) =>
    typeof node === 'string' ? escapeText(node) : serialise(node),
  );
  return `<${element.name}${attributes}>${content.join('')}</${element.name}>`;
}

/** The element with one attribute set, in its old place if it had one; `null` takes it away. */
export function withAttribute(element: XmlElement, name: string, value: string | null): XmlElement {
  const attributes =
    value === null
      ? Object.fromEntries(Object.entries(element.attributes).filter(([key]) => key !== name))
      : { ...element.attributes, [name]: value };
  return { ...element, attributes };
}

/** The element without its children of that name, nor the white space that indented them. */
export function withoutChild(element: XmlElement, name: string): XmlElement {
  const children: XmlNode[] = [];
  for (const node of element.children) {
    if (typeof node === 'string' || node.name !== name) children.push(node);
    else if (isBlank(children.at(-1))) children.pop();
  }
  return { ...element, children: joinTexts(children) };
}

/** The element with `child` in the place of its first child of that name; else as its last, indented as the first. */
export function withChild(element: XmlElement, child: XmlElement): XmlElement {
  const old = childOf(element, child.name);
  if (old !== null) {
    return { ...element, children: element.children.map((node) => (node === old ? child : node)) };
  }
  const [first] = element.children;
  const last = element.children.at(-1);
  if (element.children.length > 1 && isBlank(first) && isBlank(last)) {
    return { ...element, children: [...element.children.slice(0, -1), first, child, last] };
  }
  return { ...element, children: [...element.children, child] };
}

function isBlank(node: XmlNode | undefined): node is string {
  return typeof node === 'string' && node.trim() === '';
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&apos;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

function escapeText(text: string): string {
  return text.replace(/[&<>\r]/g, (character) => ESCAPES[character] ?? character);
}

/** Tabs and line breaks would be read back as spaces. */
function escapeAttribute(text: string): string {
  return text.replace(/[&<>'"\t\n\r]/g, (character) => ESCAPES[character] ?? character);
}
