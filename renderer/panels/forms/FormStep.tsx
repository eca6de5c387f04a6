import { type ReactNode, useState } from 'react';
import { proposeForm } from '../../actions/edit.ts';
import type { Form } from '../../forms/form.ts';
import { readForm } from '../../forms/readForm.ts';
import { openSheet } from '../../stores/edits.ts';
import { useShown } from '../../stores/staging.ts';
import { Keys } from '../../ui/Keys.tsx';
import { Text } from '../../ui/Text.tsx';
import { SheetButtons } from '../sheet/frame/SheetButtons.tsx';
import { SheetMessage } from '../sheet/frame/SheetMessage.tsx';
import { BondFields, BondOptionsFields } from './BondFields.tsx';
import { BridgeFields, BridgeOptionsFields } from './BridgeFields.tsx';
import { formTitle } from './formTitle.ts';
import { MtuFields } from './MtuFields.tsx';
import { NetworkFields } from './NetworkFields.tsx';
import { PortVlansFields } from './PortVlansFields.tsx';
import { SwitchVlansFields } from './SwitchVlansFields.tsx';
import { TapFields } from './TapFields.tsx';
import { VlanFields } from './VlanFields.tsx';
import { VnicFields } from './VnicFields.tsx';
import './forms.css';

/** A form on the sheet. Enter goes on to the plan, which leads back here with what was typed. */
export function FormStep({ form }: { readonly form: Form }) {
  const [tried, setTried] = useState(false);
  const topology = useShown();
  const title = formTitle(topology, form);
  if (title === null) {
    return (
      <SheetMessage
        title="No longer there"
        message="It was removed from the host in the meantime."
        advice=""
      />
    );
  }
  const read = readForm(form, topology);
  const wrong = !tried || read.ok ? nothingWrong : read.wrong;
  const submit = (event: React.FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (read.ok) return void proposeForm(form, read.edit);
    for (const field of event.currentTarget.elements) {
      if (!(field instanceof HTMLElement) || !read.wrong.has(field.getAttribute('name') ?? '')) continue;
      field.focus();
      return;
    }
  };
  return (
    <form className="sheet-body" onSubmit={submit} noValidate>
      <h2 id="sheet-title">
        <Text>{title}</Text>
      </h2>
      <div className="fields">{fieldsOf(form, wrong)}</div>
      <SheetButtons leave="Cancel">
        <button type="submit" className="button primary">
          Review… <Keys keys="↵" />
        </button>
      </SheetButtons>
    </form>
  );
}

const nothingWrong: ReadonlyMap<string, string> = new Map();

function fieldsOf(form: Form, wrong: ReadonlyMap<string, string>): ReactNode {
  const onChange = (change: Partial<Form>) =>
    openSheet({ step: 'form', form: { ...form, ...change } as Form });
  const props = { wrong, onChange };
  switch (form.kind) {
    case 'bridge-create':
      return <BridgeFields form={form} {...props} />;
    case 'bridge-set':
      return <BridgeOptionsFields form={form} {...props} />;
    case 'bond-create':
      return <BondFields form={form} {...props} />;
    case 'bond-set':
      return <BondOptionsFields form={form} {...props} />;
    case 'vlan-create':
      return <VlanFields form={form} {...props} />;
    case 'tap-create':
      return <TapFields form={form} {...props} />;
    case 'network-define':
      return <NetworkFields form={form} {...props} />;
    case 'mtu':
      return <MtuFields form={form} {...props} />;
    case 'port-vlans':
      return <PortVlansFields form={form} {...props} />;
    case 'switch-vlans':
      return <SwitchVlansFields form={form} {...props} />;
    case 'vnic-change':
      return <VnicFields form={form} {...props} />;
  }
}
