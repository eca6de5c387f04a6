import type { Firewall, FirewallChain } from '#shared/host/firewall.ts';
import type { Argv, CommandRepair } from '../finding.ts';
import type { Decision } from './walk.ts';
import { hasWriter, type Writer, writerOf } from './writer.ts';

/** What is to pass, whichever chain it passes. */
export type Passage =
  | { readonly kind: 'bridged'; readonly bridge: string }
  /** `isOpen`: others may begin to talk to the guests, as in a routed network. */
  | { readonly kind: 'routed'; readonly bridge: string; readonly isOpen: boolean };

/** The commands that let it pass all that drop it now, in the way of whoever wrote them. */
export function letPass(firewall: Firewall, decisions: readonly Decision[], passage: Passage): CommandRepair {
  const parts = decisions.map((decision) => partOf(firewall, decision, passage));
  const [first = ruleOfTheHost(firewall, undefined, passage), ...others] = parts;
  const [head, ...more] = [first, ...others].flatMap(({ commands }) => commands);
  const keeps = new Set([first, ...others].flatMap(({ keep }) => keep ?? []));
  return {
    kind: 'commands',
    label:
      passage.kind === 'bridged'
        ? `Let frames pass between the ports of ${passage.bridge}`
        : `Let the guests of ${passage.bridge} pass`,
    commands: [head ?? first.commands[0], ...more],
    lasts: keeps.size === 0 ? 'both' : 'now',
    keep: keeps.size === 0 ? null : [...keeps].join(' '),
  };
}

/** The commands that keep bridged frames out of the IP firewall; null where something on the host needs them there. */
export function keepOut(firewall: Firewall, bridge: string, isOfBridge: boolean): CommandRepair | null {
  if (hasWriter(firewall, 'kubernetes') || hasWriter(firewall, 'calico')) return null;
  const names = ['net.bridge.bridge-nf-call-iptables', 'net.bridge.bridge-nf-call-ip6tables'] as const;
  const [first, second] = names.map((name): Argv => ['sysctl', '-w', `${name}=0`]);
  if (first === undefined || second === undefined) return null;
  const ofBridge: Argv = ['ip', 'link', 'set', 'dev', bridge, 'type', 'bridge', 'nf_call_iptables', '0'];
  return {
    kind: 'commands',
    label: 'Keep bridged frames out of the IP firewall',
    commands: isOfBridge ? [ofBridge, first, second] : [first, second],
    lasts: 'now',
    keep: `Write ${names.map((name) => `${name} = 0`).join(' and ')} to a file in /etc/sysctl.d. They are there only while br_netfilter is loaded.`,
  };
}

interface Part {
  readonly commands: readonly [Argv, ...Argv[]];
  readonly keep: string | null;
}

function partOf(firewall: Firewall, decision: Decision, passage: Passage): Part {
  const { chain } = decision;
  const writer: Writer | null = writerOf(firewall, decision);
  if (writer === 'ufw') return ruleOfUfw(passage);
  if (writer === 'firewalld') return zoneOfFirewalld(firewall, passage);
  return ruleOfTheHost(firewall, chain, passage);
}

function ruleOfUfw({ bridge, kind }: Passage): Part {
  return kind === 'bridged'
    ? { commands: [['ufw', 'route', 'allow', 'in', 'on', bridge, 'out', 'on', bridge]], keep: null }
    : // ufw lets answers pass without a rule.
      { commands: [['ufw', 'route', 'allow', 'in', 'on', bridge]], keep: null };
}

const KEEP_PERMANENT = 'Run the same with --permanent as well.';

/** Zones let pass what stays within one; libvirt has a zone of its own for its networks. */
function zoneOfFirewalld({ chains }: Firewall, { bridge, kind }: Passage): Part {
  if (kind === 'routed') {
    const change = ['--zone=libvirt', `--change-interface=${bridge}`] as const;
    return { commands: [['firewall-cmd', ...change]], keep: KEEP_PERMANENT };
  }
  const [zone] = chains.flatMap(({ table, rules }) =>
    table !== 'firewalld'
      ? []
      : rules.flatMap(({ matches, action }) => {
          const isOfBridge = matches.some((match) => match.on === 'link' && match.names.includes(bridge));
          const target = action?.kind === 'goto' || action?.kind === 'jump' ? action.chain : '';
          const name = /^filter_FWDI?_([^_]\S*)$/.exec(target)?.[1];
          return isOfBridge && name !== undefined ? [name] : [];
        }),
  );
  return zone === undefined
    ? {
        commands: [
          ['firewall-cmd', `--add-interface=${bridge}`],
          ['firewall-cmd', '--add-forward'],
        ],
        keep: KEEP_PERMANENT,
      }
    : { commands: [['firewall-cmd', `--zone=${zone}`, '--add-forward']], keep: KEEP_PERMANENT };
}

/** A rule at the head of the chain that drops, or where Docker asks for such. */
function ruleOfTheHost(firewall: Firewall, chain: FirewallChain | undefined, passage: Passage): Part {
  const base = chain === undefined ? undefined : baseOf(firewall, chain);
  if (chain === undefined || base?.tool === 'nft') return ruleOfNft(base, passage);
  const program = chain.family === 'ip6' ? chain.tool.replace('ip', 'ip6') : chain.tool;
  const isDockers = firewall.chains.some(
    ({ tool, family, table, name }) =>
      tool === chain.tool && family === chain.family && table === chain.table && name === 'DOCKER-USER',
  );
  const where = isDockers ? 'DOCKER-USER' : (base?.name ?? 'FORWARD');
  const table = chain.table === 'filter' ? [] : ['-t', chain.table];
  const rule = (...words: string[]): Argv => [program, ...table, '-I', where, ...words, '-j', 'ACCEPT'];
  const keep = isDockers
    ? 'Docker leaves DOCKER-USER alone, but it’s empty after a reboot: run this at each boot after Docker, for example in a systemd unit with After=docker.service.'
    : 'Save the rules, for example with netfilter-persistent save (Debian, Ubuntu: package iptables-persistent).';
  return { commands: rulesFor(passage, rule), keep };
}

function rulesFor(passage: Passage, rule: (...words: string[]) => Argv): readonly [Argv, ...Argv[]] {
  const { bridge, kind } = passage;
  if (kind === 'bridged') return [rule('-i', bridge, '-o', bridge)];
  const answers = passage.isOpen ? [] : ['-m', 'conntrack', '--ctstate', 'RELATED,ESTABLISHED'];
  return [rule('-i', bridge), rule('-o', bridge, ...answers)];
}

function ruleOfNft(base: FirewallChain | undefined, passage: Passage): Part {
  const place = base === undefined ? ['inet', 'filter', 'forward'] : [base.family, base.table, base.name];
  const name = /^[A-Za-z][A-Za-z0-9_.-]*$/.test(passage.bridge) ? passage.bridge : `"${passage.bridge}"`;
  const rule = (...words: string[]): Argv => ['nft', 'insert', 'rule', ...place, ...words, 'accept'];
  const keep = 'Add the rule to the chain in /etc/nftables.conf, or where the host’s rules are kept.';
  if (base?.family === 'bridge') return { commands: [rule('meta', 'ibrname', name)], keep };
  if (passage.kind === 'bridged') return { commands: [rule('iifname', name, 'oifname', name)], keep };
  const answers = passage.isOpen ? [] : ['ct', 'state', 'established,related'];
  return { commands: [rule('iifname', name), rule('oifname', name, ...answers)], keep };
}

/** The base chain that leads to a chain, by whichever jumps. */
function baseOf({ chains }: Firewall, chain: FirewallChain): FirewallChain | undefined {
  if (chain.base !== null) return chain;
  const isSameTable = ({ tool, family, table }: FirewallChain) =>
    tool === chain.tool && family === chain.family && table === chain.table;
  return chains.find((one) => isSameTable(one) && one.base?.hook === 'forward');
}
