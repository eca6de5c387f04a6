import { useState } from 'react';
import type { Edit, Plan } from '#shared/edits/model.ts';
import { editSchema } from '#shared/edits/schema.ts';
import { propose } from '../../actions/edit.ts';

type AttachEdit = Extract<Edit, { kind: 'attach' }>;

/** What QEMU offers for x86 guests, the usual first; libvirt says so if a machine type lacks one. */
const models = ['virtio', 'e1000e', 'e1000', 'rtl8139', 'vmxnet3'];

/** Model and MAC of a new vNIC. */
export function AttachOptions({ edit, plan }: { readonly edit: AttachEdit; readonly plan: Plan | null }) {
  const planned = newVnicOf(plan);
  const [mac, setMac] = useState<string | null>(null);
  const [wrong, setWrong] = useState('');
  const model = edit.model ?? planned?.model ?? 'virtio';

  const takeMac = () => {
    if (mac === null) return;
    const asked = {
      ...edit,
      mac: mac.trim() === '' ? undefined : mac.trim().replaceAll('-', ':').toLowerCase(),
    };
    const checked = editSchema.safeParse(asked);
    setWrong(checked.success ? '' : (checked.error.issues[0]?.message ?? 'That is no MAC.'));
    if (checked.success) void propose(checked.data);
  };

  return (
    <div className="option attach-options">
      <label>
        Model
        <select value={model} onChange={(event) => void propose({ ...edit, model: event.target.value })}>
          {[...new Set([model, ...models])].map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label>
        MAC
        <input
          className="mono"
          type="text"
          size={17}
          spellCheck={false}
          value={mac ?? edit.mac ?? planned?.mac ?? ''}
          aria-invalid={wrong !== ''}
          onChange={(event) => setMac(event.target.value)}
          onBlur={takeMac}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            // Enter here takes the address; it must not apply a plan that does not have it yet.
            event.preventDefault();
            takeMac();
          }}
        />
      </label>
      <span
        className={wrong === '' ? 'option-words' : 'option-words wrong'}
        role={wrong === '' ? undefined : 'alert'}
      >
        {wrong === '' ? 'A free one was chosen at random.' : wrong}
      </span>
    </div>
  );
}

function newVnicOf(plan: Plan | null) {
  for (const { op } of plan?.steps ?? []) {
    if (op.op === 'vnic-add' && op.device.kind === 'new') return op.device;
  }
  return null;
}
