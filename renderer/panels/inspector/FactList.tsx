import { select, show } from '../../stores/look.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import type { Fact } from './facts.ts';

/** Facts as label and value; what leads somewhere can be followed, what can be typed elsewhere can be copied. */
export function FactList({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <section>
      <dl className="facts">
        {facts.map((fact) => (
          <div key={`${fact.label} ${fact.value}`}>
            <dt>{fact.label}</dt>
            <dd>
              <FactValue fact={fact} />
              {fact.copyable && <CopyButton text={fact.value} label={fact.value} />}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function FactValue({ fact }: { readonly fact: Fact }) {
  const face = fact.copyable ? 'mono' : '';
  const { to } = fact;
  if (to === null) return <span className={face}>{fact.value}</span>;
  const follow = () => {
    select(to);
    show(to);
  };
  return (
    <button type="button" className={`link-button ${face}`} onClick={follow}>
      {fact.value}
    </button>
  );
}
