import type { Link } from '#shared/host/link.ts';
import type { LinkTraits } from '#shared/host/linkTraits.ts';
import type { CardFunctions } from '#shared/host/pciCard.ts';
import { parseCardFunctions } from '#shared/parse/cardFunctions.ts';
import { parseLinkSpeeds } from '#shared/parse/linkSpeeds.ts';
import { parseLinkTraits } from '#shared/parse/linkTraits.ts';
import { readingOf } from './oddEntries.ts';
import type { ReadHost } from './patientHost.ts';
import type { Reading } from './source.ts';
import { exitTrouble, GREP, troubleOf, unparsableTrouble } from './trouble.ts';

const TIMEOUT_MS = 5000;

export interface LinkFileFacts {
  /** Mbit/s by link name, of cards and bonds: what other devices report as their speed is made up by their drivers. */
  readonly speeds: Readonly<Record<string, number>>;
  /** The PCI functions of cards, by link name. */
  readonly functions: Readonly<Record<string, CardFunctions>>;
  /** Of cards, bonds and bridges, by link name; one that has none is not in it. Null: not read yet. */
  readonly traits: Readonly<Record<string, LinkTraits>> | null;
}

export const noLinkFiles: LinkFileFacts = { speeds: {}, functions: {}, traits: null };

/** What sysfs has of cards, bonds and bridges, in one process. */
export async function readLinkFiles(
  host: ReadHost,
  links: readonly Link[],
  signal: AbortSignal | undefined,
): Promise<Reading<LinkFileFacts>> {
  const files = links.flatMap(ownFiles);
  const functions = links.flatMap(functionFiles);
  if (files.length + functions.length === 0) return { status: 'ok', facts: { ...noLinkFiles, traits: {} } };
  const limits = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
  const outcome = await host.run({ argv: ['grep', '-sH', '', ...files, ...functions] }, limits);
  if (outcome.kind === 'cancelled') return { status: 'cancelled' };
  if (outcome.kind !== 'exited') return troubleOf(outcome, GREP);
  // Exit codes 1 and 2 are usual: the speed of a card without a link cannot be read.
  if (outcome.stderr !== '') return exitTrouble('grep', outcome.exitCode, outcome.stderr, null);
  const isOfDevice = (line: string) => /^\/sys\/class\/net\/[^/\s]+\/device\//.test(line);
  const isTrait = (line: string) => TRAIT_FILE.test(line);
  const lines = outcome.stdout.split('\n');
  const speeds = parseLinkSpeeds(lines.filter((line) => !isOfDevice(line) && !isTrait(line)).join('\n'));
  if (!speeds.ok) return unparsableTrouble(speeds.message);
  const facts = {
    speeds: speeds.value,
    functions: parseCardFunctions(lines.filter(isOfDevice).join('\n')),
    traits: parseLinkTraits(lines.filter(isTrait).join('\n')),
  };
  return readingOf('grep', { ...speeds, value: facts });
}

const TRAIT_FILE = /^\/sys\/class\/net\/[^/\s]+\/(?:duplex|uevent|addr_assign_type):/;

function ownFiles({ name, infoKind, linkType }: Link): readonly string[] {
  if (linkType !== 'ether') return [];
  const own: readonly string[] = OWN_FILES[infoKind] ?? [];
  return own.map((file) => `/sys/class/net/${name}/${file}`);
}

/** By the kernel’s kind; a card has none. */
const OWN_FILES: Readonly<Record<string, readonly string[]>> = {
  '': ['speed', 'duplex', 'uevent'],
  bond: ['speed'],
  bridge: ['addr_assign_type'],
};

/** `ip` tells a card’s virtual functions by number alone, and before 5.12 no device’s address. */
function functionFiles({ name, infoKind, parentBus, linkType, vfs }: Link): readonly string[] {
  if (infoKind !== '' || linkType === 'loopback' || (parentBus !== null && parentBus !== 'pci')) return [];
  const own = parentBus === null ? ['uevent', 'physfn/uevent'] : ['physfn/uevent'];
  return [...own, ...vfs.map(({ index }) => `virtfn${index}/uevent`)].map(
    (file) => `/sys/class/net/${name}/device/${file}`,
  );
}
