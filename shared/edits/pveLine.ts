import { isPveModel } from '#shared/parse/pveNet.ts';

/**
 * The value of a `netN:` with some of its fields changed and all others as they stand, in their order.
 * @param fields by their names; null: left out. `model` and `macaddr` stand together where the value has them so
 */
export function withPveFields(value: string, fields: Readonly<Record<string, string | null>>): string {
  const left = new Map(Object.entries(fields));
  const parts = value.split(',').flatMap((part) => {
    const [key = '', ...rest] = part.split('=');
    if (isPveModel(key)) return [modelPart(key, rest.join('='), left)];
    if (!left.has(key)) return [part];
    const to = left.get(key) ?? null;
    left.delete(key);
    return to === null ? [] : [`${key}=${to}`];
  });
  const added = [...left].flatMap(([key, to]) => (to === null ? [] : [`${key}=${to}`]));
  return [...parts, ...added].join(',');
}

// virtio=BC:24:11:00:00:01   virtio
function modelPart(key: string, mac: string, left: Map<string, string | null>): string {
  const model = left.get('model') ?? key;
  const address = left.get('macaddr') ?? mac;
  left.delete('model');
  left.delete('macaddr');
  return address === '' ? model : `${model}=${address}`;
}
