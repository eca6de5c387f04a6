import type { NetworkForm, NetworkMode } from '../../forms/form.ts';
import { bridgesOf, waysOutOf } from '../../forms/newForm.ts';
import { rangeOf } from '../../forms/readForm.ts';
import { useShown } from '../../stores/staging.ts';
import { useStartFocus } from '../../ui/useStartFocus.ts';
import { visible } from '../../ui/visible.ts';
import { CheckField, RadioField, SelectField, TextField } from './fields.tsx';
import type { FieldsProps } from './fieldsProps.ts';

const modes: readonly { readonly value: NetworkMode; readonly label: string; readonly hint: string }[] = [
  {
    value: 'nat',
    label: 'NAT',
    hint: 'Guests reach other networks through the host’s address. Nothing can reach in.',
  },
  {
    value: 'route',
    label: 'Routed',
    hint: 'Guests keep their own addresses. Your router needs a route to them.',
  },
  { value: 'isolated', label: 'Isolated', hint: 'Guests reach each other and the host, nothing else.' },
  { value: 'bridge', label: 'Bridge', hint: 'Guests connect to an existing bridge.' },
];

/** A new libvirt network. */
export function NetworkFields(props: FieldsProps<NetworkForm>) {
  const { form, wrong, onChange } = props;
  const first = useStartFocus<HTMLInputElement>();
  return (
    <>
      <TextField
        ref={first}
        name="name"
        label="Name"
        size={36}
        value={form.name}
        wrong={wrong.get('name')}
        onType={(name) => onChange({ name })}
      />
      <RadioField
        legend="Mode"
        name="mode"
        value={form.mode}
        choices={modes}
        onChoose={(mode) => onChange({ mode })}
      />
      {form.mode === 'bridge' ? <BridgeOfNetwork {...props} /> : <Addressed {...props} />}
      <CheckField
        name="startNow"
        label="Start now"
        checked={form.startNow}
        onCheck={(startNow) => onChange({ startNow })}
      />
      <CheckField
        name="autostart"
        label="Start at boot"
        checked={form.autostart}
        onCheck={(autostart) => onChange({ autostart })}
      />
    </>
  );
}

function BridgeOfNetwork({ form, wrong, onChange }: FieldsProps<NetworkForm>) {
  const topology = useShown();
  const bridges = topology === null ? [] : bridgesOf(topology);
  return (
    <SelectField
      name="bridge"
      label="Bridge"
      hint={bridges.length === 0 ? 'This host has no bridge yet: create one first.' : ''}
      value={form.bridge}
      choices={bridges.map(({ name }) => ({ value: name, label: visible(name) }))}
      wrong={wrong.get('bridge')}
      onChoose={(bridge) => onChange({ bridge })}
    />
  );
}

function Addressed({ form, wrong, onChange }: FieldsProps<NetworkForm>) {
  const topology = useShown();
  const range = rangeOf(form);
  return (
    <>
      <TextField
        name="address"
        label="Host’s address"
        hint={
          form.mode === 'isolated'
            ? 'With prefix length. Empty: the host has no address on it.'
            : 'With prefix length. Guests use it as their gateway.'
        }
        value={form.address}
        wrong={wrong.get('address')}
        onType={(address) => onChange({ address })}
      />
      <CheckField
        name="dhcp"
        label="Hand out addresses (DHCP)"
        checked={form.dhcp}
        onCheck={(dhcp) => onChange({ dhcp })}
      />
      {form.dhcp && (
        <div className="field-pair">
          <TextField
            name="start"
            label="From"
            size={15}
            value={range.start}
            wrong={wrong.get('start')}
            onType={(start) => onChange({ start })}
          />
          <TextField
            name="end"
            label="To"
            size={15}
            value={range.end}
            wrong={wrong.get('end')}
            onType={(end) => onChange({ end })}
          />
        </div>
      )}
      {form.mode !== 'isolated' && (
        <SelectField
          name="dev"
          label="Uplink"
          value={form.dev}
          choices={[
            { value: '', label: 'chosen by the routing table' },
            ...(topology === null ? [] : waysOutOf(topology)).map((name) => ({
              value: name,
              label: visible(name),
            })),
          ]}
          wrong={wrong.get('dev')}
          onChoose={(dev) => onChange({ dev })}
        />
      )}
    </>
  );
}
