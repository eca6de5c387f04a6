import { type Answer, type Call, changes, fails } from '../answer.ts';
import { hasLink, setMaster, setUp } from '../kernel.ts';
import type { Homelab } from '../model.ts';

interface Request {
  /** Absent: left as it is. */
  readonly master?: string | null;
  readonly up?: boolean;
}

/**
 * `ip link set [dev] NAME { up | down | master BRIDGE | nomaster }…`: iproute2 reads all of its words before it sends
 * anything, and of two words for one thing the last one counts.
 */
export function linkSet(call: Call): Answer {
  const { lab, elapsed } = call;
  const [first, ...rest] = call.args;
  const name = first === 'dev' ? rest.shift() : first;
  if (name === undefined) return fails(255, 'Not enough information: "dev" argument is required.');
  const request = readRequest(lab, rest);
  if ('refusal' in request) return fails(255, request.refusal);
  if (!hasLink(lab, name)) return fails(1, `Cannot find device "${name}"`);
  const moved =
    request.master === undefined ? { lab, error: null } : setMaster(lab, name, request.master, elapsed);
  if (moved.error !== null) return { ...fails(2, moved.error), lab: moved.lab };
  return changes(request.up === undefined ? moved.lab : setUp(moved.lab, name, request.up));
}

function readRequest(lab: Homelab, args: readonly string[]): Request | { refusal: string } {
  let request: Request = {};
  const words = [...args];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === 'up' || word === 'down') request = { ...request, up: word === 'up' };
    else if (word === 'nomaster') request = { ...request, master: null };
    else if (word === 'master') {
      const master = words.shift();
      if (master === undefined) return { refusal: 'Command line is not complete. Try option "help"' };
      if (!hasLink(lab, master))
        return { refusal: `Error: argument "${master}" is wrong: Device does not exist\n` };
      request = { ...request, master };
    } else return { refusal: `Error: either "dev" is duplicate, or "${word}" is a garbage.` };
  }
  return request;
}
