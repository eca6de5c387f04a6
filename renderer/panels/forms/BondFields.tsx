import {
  type BondMode,
  bondModes,
  hasActiveMember,
  hashesFlows,
  hashPolicies,
} from '#shared/host/bondSettings.ts';
import type { LinkNode } from '#shared/topology/model.ts';
import type { BondForm, BondOptionsForm, BondTyped } from '../../forms/form.ts';
import { memberChoices, membersOf } from '../../forms/layerForm.ts';
import { useShown } from '../../stores/staging.ts';
import { useStartFocus } from '../../ui/useStartFocus.ts';
import { visible } from '../../ui/visible.ts';
import { ChecksField } from './ChecksField.tsx';
import { SelectField, TextField } from './fields.tsx';
import type { FieldsProps } from './fieldsProps.ts';
import { LinkNameField } from './LinkNameField.tsx';

const hints: Readonly<Record<BondMode, string>> = {
  'active-backup': 'One member carries everything, another takes over. Works with any switch.',
  '802.3ad': 'LACP: all members carry traffic. The switch must have LACP on these ports.',
  'balance-rr': 'Frame by frame in turn. The switch needs a static link aggregation.',
  'balance-xor': 'Flows are spread by a hash. The switch needs a static link aggregation.',
  broadcast: 'Each frame leaves by every member.',
  'balance-tlb': 'What is sent is spread by load. Works with any switch.',
  'balance-alb': 'What is sent and received is spread by load. Works with any switch.',
};

/** A new bond. */
export function BondFields(props: FieldsProps<BondForm>) {
  const { form, wrong, onChange } = props;
  const first = useStartFocus<HTMLInputElement>();
  return (
    <>
      <LinkNameField ref={first} value={form.name} wrong={wrong} onChange={onChange} />
      <ModeField {...props} why="" />
      <Rest {...props} has={[]} />
    </>
  );
}

/** A bond that is there already. */
export function BondOptionsFields(props: FieldsProps<BondOptionsForm>) {
  const { form, wrong, onChange } = props;
  const topology = useShown();
  const has = topology === null ? [] : membersOf(topology, form.bond);
  const isFixed = form.members.some((member) => has.includes(member));
  const members =
    topology === null ? [] : memberChoices(topology, has).filter(({ id }) => form.members.includes(id));
  return (
    <>
      <ModeField
        {...props}
        why={
          isFixed ? 'Can be changed only while the bond has no members: the kernel refuses it otherwise.' : ''
        }
      />
      {hasActiveMember(form.mode) && (
        <SelectField
          name="active"
          label="Active member"
          hint="It takes over immediately; it must have a link."
          value={form.members.includes(form.active) ? form.active : ''}
          choices={[
            { value: '', label: 'chosen by the bond' },
            ...members.map(({ id, name }) => ({ value: id, label: visible(name) })),
          ]}
          wrong={wrong.get('active')}
          onChoose={(active) => onChange({ active })}
        />
      )}
      <Rest {...props} has={has} />
    </>
  );
}

interface BondProps {
  readonly form: BondTyped;
  readonly wrong: ReadonlyMap<string, string>;
  readonly onChange: (change: Partial<BondTyped>) => void;
}

/** @param props.why the mode can't be changed; empty: it can */
function ModeField({ form, wrong, onChange, why }: BondProps & { readonly why: string }) {
  return (
    <SelectField
      name="mode"
      label="Mode"
      hint={why || (hints[form.mode as BondMode] ?? '')}
      value={form.mode}
      choices={(why === '' ? bondModes : [form.mode]).map((value) => ({ value, label: value }))}
      wrong={wrong.get('mode')}
      onChoose={(mode) => onChange({ mode })}
    />
  );
}

function Rest({ form, wrong, onChange, has }: BondProps & { readonly has: readonly string[] }) {
  const topology = useShown();
  const choices = topology === null ? [] : memberChoices(topology, has);
  return (
    <>
      <ChecksField
        legend="Members"
        name="members"
        hint={choices.length === 0 ? 'No card is free: disconnect one from its bridge first.' : ''}
        chosen={form.members}
        choices={choices.map((card) => ({
          value: card.id,
          label: visible(card.name),
          hint: cardWords(card),
        }))}
        onChoose={(members) => onChange({ members })}
      />
      <TextField
        name="miimon"
        label="Link check"
        unit="ms"
        size={6}
        hint="How often it looks whether each member has a link (miimon)."
        value={form.miimon}
        wrong={wrong.get('miimon')}
        onType={(miimon) => onChange({ miimon })}
      />
      {form.mode === '802.3ad' && (
        <SelectField
          name="lacpRate"
          label="LACP rate"
          hint="How often the switch is asked to report: fast notices a dead path within 3 seconds."
          value={form.lacpRate}
          choices={[
            { value: 'slow', label: 'slow (every 30 s)' },
            { value: 'fast', label: 'fast (every second)' },
          ]}
          wrong={wrong.get('lacpRate')}
          onChoose={(lacpRate) => onChange({ lacpRate })}
        />
      )}
      {hashesFlows(form.mode) && (
        <SelectField
          name="hashPolicy"
          label="Hash policy"
          hint="What tells one flow from another: MACs (layer2), IP addresses (3), ports (4)."
          value={form.hashPolicy}
          choices={hashPolicies.map((value) => ({ value, label: value }))}
          wrong={wrong.get('hashPolicy')}
          onChoose={(hashPolicy) => onChange({ hashPolicy })}
        />
      )}
    </>
  );
}

function cardWords({ up, carrier, addresses, master }: LinkNode): string {
  const state = !up ? 'disabled' : carrier ? 'has a link' : 'no carrier';
  const on = master === null ? [] : [`in ${master}`];
  return [state, ...on, ...addresses.map((address) => `has ${address}, which moves to the bond`)].join(', ');
}
