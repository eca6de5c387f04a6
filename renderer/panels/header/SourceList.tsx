import type { SourceReport } from '#shared/host/source.ts';
import { useHost } from '../../stores/host.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Prose } from '../../ui/Prose.tsx';
import { useNow } from '../../ui/useNow.ts';
import { ageInWords } from '../age.ts';
import { isTrouble, sourceTitles } from '../sources.ts';

/** Each source of facts, when it was read, and what is wrong with it. */
export function SourceList() {
  const sources = useHost(({ topology }) => topology?.sources);
  const now = useNow(1000);
  return (
    <ul>
      {sources?.map((source) => (
        <SourceRow key={source.name} source={source} now={now} />
      ))}
    </ul>
  );
}

function SourceRow({ source, now }: { readonly source: SourceReport; readonly now: number }) {
  const trouble = isTrouble(source);
  return (
    <li data-trouble={trouble}>
      <span className="source-title">
        <Icon name={trouble ? 'warn' : source.status === 'ok' ? 'check' : 'dash'} />
        {sourceTitles[source.name]}
      </span>
      <span className="source-age">
        {source.factsFrom === null ? 'no facts' : ageInWords(source.factsFrom, now)}
      </span>
      {source.message !== '' && (
        <p>
          <Prose text={source.message} />
        </p>
      )}
      {source.advice !== '' && (
        <p className="advice">
          <Prose text={source.advice} />
        </p>
      )}
    </li>
  );
}
