import { Text } from '../../ui/Text.tsx';

interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint: string;
}

/** Any of a few, each with a line that says what it is. */
export function ChecksField(props: {
  readonly legend: string;
  readonly name: string;
  /** Said where there is nothing to choose from; empty: nothing to say. */
  readonly hint: string;
  readonly chosen: readonly string[];
  readonly choices: readonly Choice[];
  readonly onChoose: (chosen: readonly string[]) => void;
}) {
  const { legend, name, hint, chosen, choices, onChoose } = props;
  return (
    <fieldset className="field-radios">
      <legend>{legend}</legend>
      {choices.map(({ value, label, hint: words }) => (
        <label key={value}>
          <input
            type="checkbox"
            name={name}
            checked={chosen.includes(value)}
            aria-describedby={`${name}-${value}`}
            onChange={(event) =>
              onChoose(event.target.checked ? [...chosen, value] : chosen.filter((each) => each !== value))
            }
          />
          <span className="mono">{label}</span>
          <span id={`${name}-${value}`} className="field-hint">
            <Text>{words}</Text>
          </span>
        </label>
      ))}
      {hint !== '' && <span className="field-hint">{hint}</span>}
    </fieldset>
  );
}
