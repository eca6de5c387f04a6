import { useState } from 'react';
import type { Edit, Plan } from '#shared/edits/model.ts';
import { type MacvtapMode, macvtapModes } from '#shared/host/macvtapModes.ts';
import { nicModels } from '#shared/host/nicModels.ts';
import { graphOf } from '#shared/topology/graph.ts';
import { isLink, type NodeId, type Topology } from '#shared/topology/model.ts';
import { propose } from '../../actions/edit.ts';
import { useShown } from '../../stores/staging.ts';
import { readMac } from './readMac.ts';

type AttachEdit = Extract<Edit, { kind: 'attach' }>;

/** https://libvirt.org/formatdomain.html#direct-attachment-to-physical-interface */
const modeWords: { readonly [M in MacvtapMode]: string } = {
  bridge: 'bridge: VMs reach each other, but not the host',
  vepa: 'vepa: all traffic passes an external switch (802.1Qbg)',
  private: 'private: VMs can’t reach each other',
  passthrough: 'passthrough: this vNIC gets the whole link',
};

/** Model and MAC of a new vNIC and, straight on a link, its macvtap's mode. */
export function AttachOptions({ edit, plan }: { readonly edit: AttachEdit; readonly plan: Plan | null }) {
  const planned = newVnicOf(plan);
  const shown = useShown();
  const model = edit.model ?? planned?.model ?? 'virtio';
  return (
    <div className="option attach-options">
      <label>
        Model
        <select value={model} onChange={(event) => void propose({ ...edit, model: event.target.value })}>
          {[...new Set([model, ...nicModels])].map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      {isMacvtap(shown, edit.to) && (
        <label>
          Mode
          <select
            value={edit.mode ?? 'bridge'}
            onChange={(event) => void propose({ ...edit, mode: event.target.value as MacvtapMode })}
          >
            {macvtapModes.map((mode) => (
              <option key={mode} value={mode}>
                {modeWords[mode]}
              </option>
            ))}
          </select>
        </label>
      )}
      <MacField edit={edit} planned={edit.mac ?? planned?.mac ?? ''} />
    </div>
  );
}

/** On a link that is neither a bridge nor a TAP a vNIC stands by a macvtap of its own. */
function isMacvtap(topology: Topology | null, to: NodeId): boolean {
  const node = topology === null ? undefined : graphOf(topology).nodes.get(to);
  return isLink(node) && node.kind !== 'bridge' && node.kind !== 'tap';
}

function MacField({ edit, planned }: { readonly edit: AttachEdit; readonly planned: string }) {
  /** Null while the user has typed nothing. */
  const [text, setText] = useState<string | null>(null);
  const [wrong, setWrong] = useState('');

  /** True when what stands in the field is in the plan already. */
  const take = (): boolean => {
    if (text === null || text.trim().toLowerCase() === planned) return true;
    const read = readMac(edit, text);
    setWrong(read.ok ? '' : read.why);
    if (read.ok) {
      setText(null);
      void propose(read.edit);
    }
    return false;
  };

  return (
    <>
      <label>
        MAC
        <input
          className="mono"
          type="text"
          size={17}
          autoComplete="off"
          spellCheck={false}
          value={text ?? planned}
          aria-invalid={wrong !== ''}
          aria-describedby="mac-words"
          onChange={(event) => setText(event.target.value)}
          onBlur={take}
          onKeyDown={(event) => {
            // Enter takes the address first; it must not apply a plan that does not have it yet.
            if (event.key === 'Enter' && !take()) event.preventDefault();
          }}
        />
      </label>
      <span
        id="mac-words"
        className={wrong === '' ? 'option-words' : 'option-words wrong'}
        role={wrong === '' ? undefined : 'alert'}
      >
        {wrong !== '' ? wrong : edit.mac === undefined ? 'Random unused address' : ''}
      </span>
    </>
  );
}

function newVnicOf(plan: Plan | null) {
  for (const { op } of plan?.steps ?? []) {
    if (op.op === 'vnic-add' && op.device.kind === 'new') return op.device;
  }
  return null;
}
