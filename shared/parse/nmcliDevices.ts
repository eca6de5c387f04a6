import type { NetworkSetup } from '#shared/host/networkSetup.ts';
import { type Parsed, parsed, unparsable } from './result.ts';

/** `connected (externally)`: somebody else configured the link, and NetworkManager only looks on. */
const OWN_STATE = /^connect(?:ed|ing)(?! \(externally\))/;

/**
 * Reads `nmcli -t -f DEVICE,STATE,CONNECTION device`: the links that NetworkManager has brought up by a profile.
 *
 * Source of the format: nmcli(1), `--terse` and `--escape`: colons between the values, `\` before a colon or backslash
 * in one.
 */
export function parseNmcliDevices(text: string): Parsed<NetworkSetup['networkManager'][number][]> {
  const found: NetworkSetup['networkManager'][number][] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    // br0:connected:my bridge
    const [link, state, profile] = fieldsOf(line);
    if (link === undefined || state === undefined || profile === undefined) {
      return unparsable(`nmcli: line ${index + 1} has fewer than three fields.`);
    }
    if (OWN_STATE.test(state) && profile !== '') found.push({ link, profile });
  }
  return parsed(found);
}

function fieldsOf(line: string): string[] {
  const fields = line.match(/(?:\\.|[^:\\])*(?::|$)/g) ?? [];
  return fields.map((field) => field.replace(/:$/, '').replace(/\\(.)/g, '$1')).slice(0, 3);
}
