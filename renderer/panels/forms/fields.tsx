import { type ReactNode, useId } from 'react';

/** What every field has: its name in the form, its label, what it means, and what is wrong with what stands in it. */
interface FieldProps {
  /** As `readForm` calls it, so that an error finds its field. */
  readonly name: string;
  readonly label: string;
  /** What it means, where the label does not say it; empty: nothing to say. */
  readonly hint?: string;
  readonly wrong?: string | undefined;
}

/** A line of text. */
export function TextField(
  props: FieldProps & {
    readonly value: string;
    readonly onType: (value: string) => void;
    /** Characters that it has room for. */
    readonly size?: number;
    /** A unit behind it. */
    readonly unit?: string;
    readonly placeholder?: string;
    readonly ref?: React.Ref<HTMLInputElement> | undefined;
  },
) {
  const id = useId();
  return (
    <Row id={id} {...props}>
      <input
        id={id}
        ref={props.ref}
        name={props.name}
        className="mono"
        type="text"
        size={props.size ?? 18}
        autoComplete="off"
        spellCheck={false}
        placeholder={props.placeholder}
        value={props.value}
        aria-invalid={props.wrong !== undefined}
        aria-describedby={`${id}-words`}
        onChange={(event) => props.onType(event.target.value)}
      />
      {props.unit !== undefined && <span className="field-unit">{props.unit}</span>}
    </Row>
  );
}

/** One of several, by name. */
export function SelectField(
  props: FieldProps & {
    readonly value: string;
    readonly choices: readonly { readonly value: string; readonly label: string }[];
    readonly onChoose: (value: string) => void;
    readonly ref?: React.Ref<HTMLSelectElement> | undefined;
  },
) {
  const id = useId();
  return (
    <Row id={id} {...props}>
      <select
        id={id}
        ref={props.ref}
        name={props.name}
        value={props.value}
        aria-invalid={props.wrong !== undefined}
        aria-describedby={`${id}-words`}
        onChange={(event) => props.onChoose(event.target.value)}
      >
        {props.choices.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </Row>
  );
}

/** Yes or no. */
export function CheckField(
  props: Omit<FieldProps, 'wrong'> & {
    readonly checked: boolean;
    readonly onCheck: (checked: boolean) => void;
  },
) {
  const id = useId();
  return (
    <div className="field is-check">
      <label className="field-check">
        <input
          type="checkbox"
          name={props.name}
          checked={props.checked}
          aria-describedby={`${id}-words`}
          onChange={(event) => props.onCheck(event.target.checked)}
        />
        {props.label}
      </label>
      <Words id={id} hint={props.hint} wrong={undefined} />
    </div>
  );
}

/** One of a few, each with a line that says what it means. */
export function RadioField<Value extends string>(props: {
  readonly legend: string;
  readonly name: string;
  readonly value: Value;
  readonly choices: readonly { readonly value: Value; readonly label: string; readonly hint: string }[];
  readonly onChoose: (value: Value) => void;
}) {
  const id = useId();
  return (
    <fieldset className="field-radios">
      <legend>{props.legend}</legend>
      {props.choices.map(({ value, label, hint }) => (
        <label key={value}>
          <input
            type="radio"
            name={props.name}
            checked={value === props.value}
            aria-describedby={`${id}-${value}`}
            onChange={() => props.onChoose(value)}
          />
          <span>{label}</span>
          <span id={`${id}-${value}`} className="field-hint">
            {hint}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function Row(props: FieldProps & { readonly id: string; readonly children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={props.id}>{props.label}</label>
      <div className="field-entry">{props.children}</div>
      <Words id={props.id} hint={props.hint} wrong={props.wrong} />
    </div>
  );
}

function Words(props: {
  readonly id: string;
  readonly hint: string | undefined;
  readonly wrong: string | undefined;
}) {
  const { id, hint = '', wrong } = props;
  return (
    <span
      id={`${id}-words`}
      className={wrong === undefined ? 'field-hint' : 'field-hint wrong'}
      role={wrong === undefined ? undefined : 'alert'}
    >
      {wrong ?? hint}
    </span>
  );
}
