import type { Runtime, ToldContainer } from '#shared/host/container.ts';
import { isObject, type JsonObject, numberField, textField, textsField } from './json.ts';
import { parseOrNull } from './jsonEntry.ts';
import { OddLines } from './oddLines.ts';
import type { Parsed } from './result.ts';

/** A container of Docker or Podman, and the names of the networks that it is in. */
export interface ListedContainer extends Omit<ToldContainer, 'endpoints'> {
  readonly networks: readonly string[];
}

/** What is asked for of each container: neither labels nor arguments, which may hold secrets. */
export const PS_FORMATS = {
  docker:
    '{"id":{{json .ID}},"names":{{json .Names}},"image":{{json .Image}},"networks":{{json .Networks}},"state":{{json .State}}}',
  podman:
    '{"id":{{json .ID}},"names":{{json .Names}},"image":{{json .Image}},"networks":{{json .Networks}},"pid":{{json .Pid}},"pod":{{json .PodName}},"state":{{json .State}}}',
} as const;

/**
 * Reads `docker ps -a` and `podman ps -a` with their format above: an object a line.
 *
 * Source of the fields: docker-cli `cli/command/formatter/container.go`, podman `cmd/podman/containers/ps.go`. Lists are
 * texts with commas in the one and lists, or texts, in the other.
 */
export function parsePs(runtime: Runtime & keyof typeof PS_FORMATS, text: string): Parsed<ListedContainer[]> {
  const odd = new OddLines(`${runtime} ps`);
  const found: ListedContainer[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const row = parseOrNull(line)?.value;
    const container = isObject(row) ? readRow(runtime, row) : null;
    if (container === null) odd.add(line, index, 'a container');
    else found.push(container);
  }
  return odd.parsed(found, found.length);
}

// {"id":"3f…","names":"web,apps/alias","image":"nginx:1.27","networks":"apps,bridge","state":"running"}
// {"id":"3f…","names":["web"],"image":"…","networks":["backend"],"pid":4711,"pod":""}   of Podman
function readRow(runtime: Runtime, row: JsonObject): ListedContainer | null {
  const id = textField(row, 'id');
  if (id === null || !/^[0-9a-f]{12,64}$/.test(id)) return null;
  const networks = listOf(row, 'networks');
  const pid = numberField(row, 'pid');
  return {
    runtime,
    id,
    name: listOf(row, 'names')[0] ?? id.slice(0, 12),
    image: textField(row, 'image') || null,
    pod: textField(row, 'pod') || null,
    pid: pid === null || pid <= 0 ? null : pid,
    isOnHostNetwork: networks.includes('host'),
    isRunning: !STOPPED.has(textField(row, 'state')?.toLowerCase() ?? ''),
    networks,
  };
}

/** What Docker and Podman call a container that has no process: moby `container/state.go`, libpod `define/containerstate.go`. */
const STOPPED: ReadonlySet<string> = new Set([
  ...['created', 'exited', 'dead', 'removing'],
  ...['configured', 'initialized', 'stopped', 'unknown'],
]);

function listOf(row: JsonObject, field: string): string[] {
  const words = textField(row, field)?.split(',') ?? textsField(row, field);
  return words.map((word) => word.trim()).filter((word) => word !== '');
}
