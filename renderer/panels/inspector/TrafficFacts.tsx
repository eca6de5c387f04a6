import { useTraffic } from '../../stores/traffic.ts';
import { rateInWords } from './rate.ts';

/** What goes through a link now, from the host's side. */
export function TrafficFacts({ link }: { readonly link: string }) {
  const traffic = useTraffic(link);
  if (traffic === undefined) return null;
  return (
    <section>
      <h3>Traffic of {link}, seen by the host</h3>
      <dl className="facts">
        <div>
          <dt>In</dt>
          <dd>
            <span className="mono">{rateInWords(traffic.rx)}</span>
          </dd>
        </div>
        <div>
          <dt>Out</dt>
          <dd>
            <span className="mono">{rateInWords(traffic.tx)}</span>
          </dd>
        </div>
      </dl>
    </section>
  );
}
