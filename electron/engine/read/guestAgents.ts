import { randomBytes } from 'node:crypto';
import type { Domain } from '#shared/host/domain.ts';
import { SYSTEM_URI } from '#shared/host/libvirtUri.ts';
import type { AgentAddress } from '#shared/host/network.ts';
import { parseDomifaddr } from '#shared/parse/domifaddr.ts';
import { batchScript, splitBatch } from '#shared/parse/virshBatch.ts';
import { explainVirsh } from '#shared/parse/virshError.ts';
import type { ReadHost } from './patientHost.ts';
import { mayConnectSilently } from './silentRights.ts';
import type { Cancelled, Reading } from './source.ts';
import { exitTrouble, type Trouble, troubleOf, VIRSH } from './trouble.ts';
import { connectionTrouble } from './virshBatch.ts';

/** Only a connection that may change things is allowed to ask a guest. */
const READ_WRITE = ['virsh', '-q', '-c', SYSTEM_URI] as const;
/** So many fit into one argument of a process. */
const AT_ONCE = 200;
/** libvirt itself gives up on most agents that hang after 5 s. */
const TIMEOUT_MS = 15_000;
/** An agent that did not answer is left alone for so long: while libvirt waits for it, one of its few workers is taken. */
const REST_MS = 5 * 60_000;

const NOT_ALLOWED: Trouble = {
  status: 'denied',
  message: 'Your user may not ask guest agents for addresses.',
  advice: 'Join the group libvirt (sudo usermod -aG libvirt $USER) and log in again.',
};

/** Whether a domain's live XML shows a guest agent that has opened its channel. */
export function hasConnectedAgent(liveXml: string): boolean {
  // <target type='virtio' name='org.qemu.guest_agent.0' state='connected'/>
  return /<target [^<>]*name='org\.qemu\.guest_agent\.0'[^<>]*state='connected'/.test(liveXml);
}

/** Asks guests for their addresses, in one virsh process; a guest that hangs is found out and then left alone. */
export class GuestAgents {
  readonly #host: ReadHost;
  readonly #now: () => Date;
  readonly #addresses = new Map<string, readonly AgentAddress[]>();
  /** Until when a domain is left alone, milliseconds since the epoch. */
  readonly #resting = new Map<string, number>();
  #allowed: boolean | null = null;

  constructor(host: ReadHost, now: () => Date) {
    this.#host = host;
    this.#now = now;
  }

  /** @param domains those that have an agent */
  async read(
    domains: readonly Domain[],
    signal: AbortSignal | undefined,
  ): Promise<Reading<readonly AgentAddress[]>> {
    this.#forgetAllBut(new Set(domains.map(({ uuid }) => uuid)));
    if (domains.length === 0) return { status: 'ok', facts: [] };
    this.#allowed ??= await mayConnectSilently(this.#host, signal);
    if (this.#allowed === null) return { status: 'cancelled' };
    if (!this.#allowed) return NOT_ALLOWED;

    const now = this.#now().getTime();
    const awake = domains.filter(({ uuid }) => (this.#resting.get(uuid) ?? 0) <= now);
    for (let at = 0; at < awake.length; at += AT_ONCE) {
      const end = await this.#ask(awake.slice(at, at + AT_ONCE), signal);
      if (end !== null) return end;
    }
    const facts = [...this.#addresses.values()].flat();
    const [silent, ...others] = domains.filter(({ uuid }) => (this.#resting.get(uuid) ?? 0) > now);
    if (!silent) return { status: 'ok', facts };
    const more = others.length === 0 ? '' : ` and of ${others.length} more`;
    const message = `The guest agent of “${silent.name}”${more} did not answer.`;
    const advice = 'Its addresses are shown as far as DHCP leases and the neighbour table tell them.';
    return { status: 'partial', facts, message, advice };
  }

  async #ask(
    domains: readonly Domain[],
    signal: AbortSignal | undefined,
  ): Promise<Trouble | Cancelled | null> {
    const nonce = randomBytes(8).toString('hex');
    const questions = domains.map(({ uuid }) => ['domifaddr', uuid, '--source', 'agent', '--full']);
    const argv = [...READ_WRITE, batchScript(questions, nonce)] as const;
    const outcome = await this.#host.run({ argv }, { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) });
    if (outcome.kind === 'cancelled') return { status: 'cancelled' };
    if (outcome.kind !== 'exited' && outcome.kind !== 'timed-out') return troubleOf(outcome, VIRSH);
    const lost = outcome.kind === 'exited' ? connectionTrouble(outcome.exitCode, outcome.stderr) : null;
    if (lost !== null) return lost;
    const sections = splitBatch(outcome.stdout, nonce, domains.length);
    if (!sections.ok) {
      if (outcome.kind === 'timed-out') return troubleOf(outcome, VIRSH);
      const { exitCode, stderr } = outcome;
      return exitTrouble('virsh', exitCode, stderr, explainVirsh(stderr));
    }
    for (const [index, { uuid }] of domains.entries()) {
      const section = sections.value[index] ?? null;
      const rows = parseDomifaddr(section ?? '');
      // A guest that answers has at least its loopback to tell of.
      if (section && rows.ok) {
        this.#addresses.set(
          uuid,
          rows.value.map((row) => ({ domain: uuid, ...row })),
        );
        continue;
      }
      this.#addresses.delete(uuid);
      this.#resting.set(uuid, this.#now().getTime() + REST_MS);
      // The first that is cut short is the one that hung; those behind it were not asked, and are next time.
      if (section === null) break;
    }
    return null;
  }

  #forgetAllBut(uuids: ReadonlySet<string>): void {
    for (const kept of [this.#addresses, this.#resting]) {
      for (const uuid of [...kept.keys()]) if (!uuids.has(uuid)) kept.delete(uuid);
    }
  }
}
