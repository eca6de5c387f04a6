import type { EngineListener } from '#electron/engine/engine.ts';
import type { EngineAsks, HostEngine } from '#electron/engine/session/openedHost.ts';
import type { Host } from '#electron/hosts/host.ts';
import { noFindings } from '#shared/findings/finding.ts';

/** An engine that notes what it is asked, and tells what the test makes it tell. */
export class FakeEngine implements HostEngine {
  readonly host: Host;
  readonly asks: EngineAsks;
  readonly did: unknown[] = [];
  #listener: EngineListener | null = null;

  constructor(host: Host, asks: EngineAsks) {
    this.host = host;
    this.asks = asks;
  }
  start() {
    this.did.push('start');
  }
  async stop() {
    this.did.push('stop');
  }
  current() {
    const topology = { host: this.host.name, revision: 1, takenAt: '', sources: [], nodes: [], edges: [] };
    // A session looks at the topology alone.
    return { topology, snapshot: {} as never, findings: noFindings };
  }
  async refresh() {
    this.did.push('refresh');
  }
  plan(edit: unknown) {
    this.did.push(['plan', edit]);
    return { ok: false, refusal: { why: 'plan', advice: '' } } as const;
  }
  preview() {
    const planned = { ok: false, refusal: { why: 'preview', advice: '' } } as const;
    return { planned, refused: null, titles: [], topology: this.current().topology };
  }
  planUndo() {
    return { ok: false, refusal: { why: 'undo', advice: '' } } as const;
  }
  planRedo() {
    return { ok: false, refusal: { why: 'redo', advice: '' } } as const;
  }
  async apply(planId: string, onProgress: Parameters<HostEngine['apply']>[1]) {
    const progress = { planId, touches: [], stepIndex: 0, stepCount: 1, doing: 'x', cancellable: false };
    onProgress?.({ ...progress, finished: true });
    return { planId, outcome: 'done', message: '', advice: '', steps: [], freshPlan: null } as const;
  }
  cancel(planId: string) {
    this.did.push(['cancel', planId]);
  }
  persistence(bridge: string) {
    this.did.push(['persistence', bridge]);
    return null;
  }
  seenOnWires(bridge: string | null) {
    this.did.push(['seenOnWires', bridge]);
    return { macs: [], unread: null };
  }
  explain(vnic: string) {
    this.did.push(['explain', vnic]);
    return null;
  }
  async findAddress(vnic: string, subnet: string) {
    this.did.push(['findAddress', vnic, subnet]);
    return [];
  }
  history() {
    return { undo: null, redo: null };
  }
  readonly past: HostEngine['past'] = {
    load: async () => {},
    remarks: ['The history begins afresh.'],
    entries: async () => [],
    planUndo: (id) => ({ ok: false, refusal: { why: `undo ${id}`, advice: '' } }),
    planFinish: (id) => ({ ok: false, refusal: { why: `finish ${id}`, advice: '' } }),
    settle: async (id) => void this.did.push(['settle', id]),
    script: async (id) => `script of ${id ?? 'all'}`,
  };
  readonly guards: HostEngine['guards'] = {
    states: [],
    keep: async (id) => ({ done: true, message: `kept ${id}`, advice: '' }),
    revert: async (id) => ({ done: true, message: `reverted ${id}`, advice: '' }),
    settle: async (id) => void this.did.push(['settle guard', id]),
  };
  on(listener: EngineListener) {
    this.#listener = listener;
    return () => {
      this.#listener = null;
    };
  }
  get isFollowed() {
    return this.#listener !== null;
  }
  tell: EngineListener = (name, payload) => this.#listener?.(name, payload);
}
