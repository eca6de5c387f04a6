import { CopyButton } from '../../ui/CopyButton.tsx';
import { Mac } from '../../ui/Mac.tsx';
import { Text } from '../../ui/Text.tsx';
import type { Fact } from './fact.ts';
import { NodeLink } from './NodeLink.tsx';

/** Facts as label and value; what leads somewhere can be followed, what can be typed elsewhere can be copied. */
export function FactList({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <section>
      <dl className="facts">
        {facts.map((fact) => (
          <div key={`${fact.label} ${fact.value}`}>
            <dt>
              <Text>{fact.label}</Text>
            </dt>
            <dd>
              {fact.to === null ? (
                <Value fact={fact} />
              ) : (
                <NodeLink to={fact.to}>
                  <Value fact={fact} />
                </NodeLink>
              )}
              {fact.face !== 'words' && <CopyButton text={fact.value} label={fact.value} />}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Value({ fact: { face, value } }: { readonly fact: Fact }) {
  if (face === 'mac') return <Mac mac={value} />;
  return (
    <span className={face === 'name' ? 'mono' : undefined}>
      <Text>{value}</Text>
    </span>
  );
}
