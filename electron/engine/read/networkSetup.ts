import type { Command, RunOutcome } from '#shared/host/command.ts';
import type { NetworkSetup } from '#shared/host/networkSetup.ts';
import { parseIfupdownLinks } from '#shared/parse/ifupdownLinks.ts';
import { parseNetworkctlLinks } from '#shared/parse/networkctlLinks.ts';
import { parseIfupdownFiles, parseNetworkdFiles } from '#shared/parse/networkFiles.ts';
import { parseNmcliDevices } from '#shared/parse/nmcliDevices.ts';
import type { Read } from './ip.ts';
import type { ReadHost } from './patientHost.ts';

const TIMEOUT_MS = 5000;

/** None of them needs root. Netplan's files may be readable by root alone; that they are there is enough. */
const QUESTIONS = {
  networkManager: ['nmcli', '-t', '-f', 'DEVICE,STATE,CONNECTION', 'device'],
  networkd: ['networkctl', 'list', '--no-legend', '--no-pager'],
  ifupdown: ['grep', '-rshE', '^\\s*iface\\s', '/etc/network/interfaces', '/etc/network/interfaces.d'],
  netplan: ['find', '/etc/netplan', '-maxdepth', '1', '-name', '*.yaml', '-printf', '%p\\n'],
} as const satisfies Record<string, Command['argv']>;

type Question = keyof typeof QUESTIONS;

/** Where the one that configures links has that from; asked only of one that does. */
const FILES = {
  networkd: ['grep', '-rs', '^NETWORK_FILE=', '/run/systemd/netif/links'],
  ifupdown: ['grep', '-rsHE', '^\\s*iface\\s', '/etc/network/interfaces', '/etc/network/interfaces.d'],
} as const satisfies Record<string, Command['argv']>;

/**
 * Asks which program configures which link at boot. One that is not installed, or does not run, is usual and configures
 * nothing; only one that does not answer leaves the question open.
 */
export function readNetworkSetup(host: ReadHost): Read<NetworkSetup> {
  return async (signal) => {
    const limits = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
    const ask = (argv: Command['argv']) => host.run({ argv }, limits);
    const [networkManager, networkd, ifupdown, netplan] = await Promise.all([
      ask(QUESTIONS.networkManager),
      ask(QUESTIONS.networkd),
      ask(QUESTIONS.ifupdown),
      ask(QUESTIONS.netplan),
    ]);
    const outcomes = { networkManager, networkd, ifupdown, netplan };
    if (Object.values(outcomes).some(({ kind }) => kind === 'cancelled')) return { status: 'cancelled' };
    const devices = parseNmcliDevices(printed(networkManager));
    const { links, leased } = parseIfupdownLinks(printed(ifupdown));
    const configured = parseNetworkctlLinks(printed(networkd));
    const [networkdFiles, ifupdownFiles] = await Promise.all([
      configured.length === 0
        ? []
        : ask(FILES.networkd).then((outcome) => parseNetworkdFiles(printed(outcome))),
      links.length === 0 ? [] : ask(FILES.ifupdown).then((outcome) => parseIfupdownFiles(printed(outcome))),
    ]);
    const facts: NetworkSetup = {
      networkManager: devices.ok ? devices.value : [],
      networkd: configured,
      networkdFiles,
      ifupdownFiles,
      ifupdown: links,
      ifupdownLeases: leased,
      netplan: printed(netplan) !== '',
    };
    const silent = silentPrograms(outcomes, devices.ok);
    if (silent.length === 0) return { status: 'ok', facts };
    const message = `What configures the network at boot is known in part only: ${silent.join(', ')} did not answer.`;
    return { status: 'partial', facts, message, advice: 'Retrying…' };
  };
}

/** Whatever the exit code: nmcli and networkctl print nothing without their daemon, grep tells of the files it found. */
function printed(outcome: RunOutcome): string {
  return outcome.kind === 'exited' ? outcome.stdout : '';
}

function silentPrograms(
  outcomes: Readonly<Record<Question, RunOutcome>>,
  nmcliIsReadable: boolean,
): string[] {
  const keys = Object.keys(QUESTIONS) as Question[];
  return keys
    .filter((key) => {
      const { kind } = outcomes[key];
      return (kind !== 'exited' && kind !== 'missing') || (key === 'networkManager' && !nmcliIsReadable);
    })
    .map((key) => QUESTIONS[key][0]);
}
