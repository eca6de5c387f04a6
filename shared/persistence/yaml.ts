import { unseen } from '../unseen.ts';

/** What a YAML document is made of here: maps in the order of their keys, lists of scalars or of maps. */
export type Yaml = string | number | boolean | readonly Yaml[] | { readonly [key: string]: Yaml };

/** Words that YAML 1.1, which Netplan's parser is of, takes for something else than text. */
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/** Text that needs no quotes, whatever the parser; what has a colon might be a number to base 60. */
const PLAIN = /^(?:[A-Za-z][A-Za-z0-9._/-]*|\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?)$/;

/** The value as a block of YAML that ends in a newline, indented by two spaces a level. */
export function yamlText(value: { readonly [key: string]: Yaml }): string {
  return mapLines(value)
    .map((line) => `${line}\n`)
    .join('');
}

function mapLines(map: { readonly [key: string]: Yaml }): string[] {
  return Object.entries(map).flatMap(([key, value]) => {
    const head = `${scalar(key)}:`;
    if (isMap(value)) {
      const lines = mapLines(value);
      return lines.length === 0 ? [`${head} {}`] : [head, ...lines.map((line) => `  ${line}`)];
    }
    if (!Array.isArray(value)) return [`${head} ${scalar(value as string | number | boolean)}`];
    const items: readonly Yaml[] = value;
    if (!items.some(isMap)) return [`${head} [${items.map((item) => scalar(item as string)).join(', ')}]`];
    return [head, ...items.filter(isMap).flatMap(itemLines)];
  });
}

/** `  - to: default` and the map's further lines below it. */
function itemLines(map: { readonly [key: string]: Yaml }): string[] {
  return mapLines(map).map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`);
}

function isMap(value: Yaml): value is { readonly [key: string]: Yaml } {
  return typeof value === 'object' && !Array.isArray(value);
}

function scalar(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  return PLAIN.test(value) && !RESERVED.test(value) ? value : quoted(value);
}

/** JSON's quoting is YAML's, but for characters that JSON lets stand and YAML does not, or that could not be seen. */
function quoted(text: string): string {
  const escaped = (character: string) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
  };
  return JSON.stringify(text)
    .replace(unseen, escaped)
    .replace(/[\ufffe\uffff]/g, escaped);
}
