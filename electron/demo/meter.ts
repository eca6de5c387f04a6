import type { DemoLink, Meter, TrafficRate } from './model.ts';

export interface Counters {
  readonly rxBytes: number;
  readonly txBytes: number;
  readonly rxPackets: number;
  readonly txPackets: number;
}

const PERIOD_MS = 40_000;
const AVERAGE_PACKET_BYTES = 700;

export const silent: TrafficRate = { rx: 0, tx: 0 };

/** A meter that already stands at an hour's worth of traffic when the host is started. */
export function meterOf(rate: TrafficRate, flowing: boolean): Meter {
  return { since: 0, rxBytes: rate.rx * 3600, txBytes: rate.tx * 3600, rate, flowing };
}

/** What the link has counted after `elapsed` milliseconds of the host's life. */
export function countersAt(link: DemoLink, elapsed: number): Counters {
  const { meter, ifindex } = link;
  const seconds = meter.flowing ? swell(meter.since, elapsed, ifindex) : 0;
  const rxBytes = Math.round(meter.rxBytes + meter.rate.rx * seconds);
  const txBytes = Math.round(meter.txBytes + meter.rate.tx * seconds);
  return {
    rxBytes,
    txBytes,
    rxPackets: Math.ceil(rxBytes / AVERAGE_PACKET_BYTES),
    txPackets: Math.ceil(txBytes / AVERAGE_PACKET_BYTES),
  };
}

/** The link with its traffic stopped or flowing again from now on; what it has counted stays counted. */
export function withFlow(link: DemoLink, flowing: boolean, elapsed: number): DemoLink {
  if (link.meter.flowing === flowing) return link;
  const { rxBytes, txBytes } = countersAt(link, elapsed);
  return { ...link, meter: { since: elapsed, rxBytes, txBytes, rate: link.meter.rate, flowing } };
}

/**
 * Seconds from `from` to `to`, stretched and squeezed so that a constant rate comes out as a slow swell between a
 * tenth and nearly twice of it. Its derivative is never negative: counters only grow. Each link has its own phase.
 */
function swell(from: number, to: number, phase: number): number {
  const turn = (2 * Math.PI) / PERIOD_MS;
  const at = (ms: number) => ms + (0.9 / turn) * Math.sin(turn * ms + phase);
  return (at(to) - at(from)) / 1000;
}
