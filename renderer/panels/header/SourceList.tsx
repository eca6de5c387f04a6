import type { SourceReport } from '#shared/host/source.ts';
import { useHost } from '../../stores/host.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Prose } from '../../ui/Prose.tsx';
import { useNow } from '../../ui/useNow.ts';
import { ageInWords } from '../words/age.ts';
import { isTrouble, sourceTitles } from '../words/sources.ts';

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
        <Icon name={trouble ? 'warn' : source.status === 'ok' && !source.isAbsent ? 'check' : 'dash'} />
        {sourceTitles[source.name]}
      </span>
      <span className="source-age">
        {source.isAbsent
          ? 'not on this host'
          : source.factsFrom === null
            ? 'no data'
            : ageInWords(source.factsFrom, now)}
      </span>
      <Pace source={source} now={now} />
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

/** A reading that takes longer than usual, and how long the last one took. */
function Pace({ source, now }: { readonly source: SourceReport; readonly now: number }) {
  const { readingSince, neededMs } = source;
  const took = neededMs === undefined ? null : seconds(neededMs);
  if (readingSince === undefined) {
    // What is said of a failure is about another read than this.
    if (took === null || source.message !== '') return null;
    return <p className="advice">Slow: the last read took {took}.</p>;
  }
  const since = `Reading for ${seconds(Math.max(0, now - Date.parse(readingSince)))}`;
  return <p className="advice">{took === null ? `${since}…` : `${since}… The last read took ${took}.`}</p>;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
