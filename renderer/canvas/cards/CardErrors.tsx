import { errorWords, lostWords } from '#shared/host/lostFrames.ts';
import { useTraffic } from '../../stores/traffic.ts';
import { Icon } from '../../ui/Icon.tsx';

/** That a card’s link has counted errors; nothing while it has not. */
export function CardErrors({ link }: { readonly link: string }) {
  const lost = useTraffic(link)?.lost;
  const errors = errorWords(lost);
  if (errors === null) return null;
  const ways = [
    ['In', lostWords(lost, 'rx')],
    ['Out', lostWords(lost, 'tx')],
  ] as const;
  const title = ways.flatMap(([way, words]) => (words === null ? [] : [`${way}: ${words}`])).join('\n');
  return (
    <span className="cv-errors" title={title}>
      <Icon name="warn" />
      <span className="visually-hidden">{errors}</span>
    </span>
  );
}
