import type { Traffic } from '#shared/api.ts';
import { lostWords } from '#shared/host/lostFrames.ts';
import { useTraffic } from '../../stores/traffic.ts';
import { rateInWords } from './rate.ts';

/** What goes through a link now, from the host’s side, and what was lost since the link was made. */
export function TrafficFacts({ link }: { readonly link: string }) {
  const traffic = useTraffic(link);
  if (traffic === undefined) return null;
  return (
    <section>
      <h3>Traffic of {link}, seen by the host</h3>
      <dl className="facts">
        <Direction name="In" way="rx" traffic={traffic} />
        <Direction name="Out" way="tx" traffic={traffic} />
      </dl>
    </section>
  );
}

function Direction(props: { readonly name: string; readonly way: 'rx' | 'tx'; readonly traffic: Traffic }) {
  const { name, way, traffic } = props;
  const lost = lostWords(traffic.lost, way);
  return (
    <>
      <div>
        <dt>{name}</dt>
        <dd>
          <span className="mono">{rateInWords(traffic[way])}</span>
        </dd>
      </div>
      {lost !== null && (
        <div>
          <dt>{name}, lost</dt>
          <dd>
            <span className="mono">{lost}</span>
          </dd>
        </div>
      )}
    </>
  );
}
