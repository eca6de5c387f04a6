import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bench } from './editing.ts';
import { applied, foundNow, foundWatching, ran, theFound, titlesOf } from './support/findings.ts';
import { finds } from './support/finds.ts';
import { describeInLab, guestIsUp, ip, liveTapOf, resetLab, until } from './support/lab.ts';

const WEB_0 = '52:54:00:aa:00:01';
const WEB_4 = '52:54:00:aa:00:05';
const GUEST = '52:54:00:ac:00:01';

let bench: Bench;

const bridge = (...args: string[]) => promisify(execFile)('bridge', args);

/** Sends frames to everybody in libvirt’s network `default` until it is told to end. */
function flood(): () => void {
  const socket = createSocket('udp4');
  let isOver = false;
  socket.bind(() => {
    socket.setBroadcast(true);
    const send = () => {
      if (isOver) return socket.close();
      for (let n = 0; n < 50; n += 1) socket.send('x', 9, '192.168.122.255');
      setTimeout(send, 20);
    };
    send();
  });
  return () => {
    isOver = true;
  };
}

describeInLab('ports of a bridge', () => {
  beforeEach(async () => {
    bench = await Bench.open();
  });
  afterEach(async () => {
    await bench.close();
    await resetLab();
  });

  test('STP that makes guests wait gets a shorter delay, and libvirt’s own is short enough', async () => {
    finds({ code: 'stp-delay-dhcp', gone: 'edit' });
    expect(await foundNow('stp-delay-dhcp')).toEqual([]);
    await ip('link', 'set', 'br1', 'type', 'bridge', 'stp_state', '1');
    const found = await theFound('stp-delay-dhcp');
    expect(found).toMatchObject({ severity: 'warning', title: 'br1 makes each new port wait 30 seconds' });
    await applied(bench, found);
    expect(await foundNow('stp-delay-dhcp')).toEqual([]);
  });

  test('isolated guests, and one that its bridge neither learns nor floods to', async () => {
    finds({ code: 'port-isolated-or-not-learning', gone: 'commands' });
    expect(await foundNow('port-isolated-or-not-learning')).toEqual([]);
    const taps = [await liveTapOf('web 01', WEB_0), 'clone-tap'];
    for (const tap of taps) await bridge('link', 'set', 'dev', tap, 'isolated', 'on');
    const both = await theFound('port-isolated-or-not-learning');
    expect(both).toMatchObject({
      severity: 'info',
      title: expect.stringContaining('can’t reach each other on br0'),
    });
    await bridge('link', 'set', 'dev', 'enp3s0', 'isolated', 'on');
    const cut = await theFound('port-isolated-or-not-learning');
    expect(cut).toMatchObject({
      severity: 'error',
      title: expect.stringContaining('can’t reach the uplink of br0'),
    });
    await ran(cut);
    await ran(await theFound('port-isolated-or-not-learning'));
    expect(await foundNow('port-isolated-or-not-learning')).toEqual([]);

    const guest = await liveTapOf('guest', GUEST);
    await bridge('link', 'set', 'dev', guest, 'learning', 'off', 'flood', 'off');
    const deaf = await theFound('port-isolated-or-not-learning');
    expect(deaf).toMatchObject({
      severity: 'error',
      title: expect.stringContaining('virbr0 sends it nothing'),
    });
    await ran(deaf);
    expect(await foundNow('port-isolated-or-not-learning')).toEqual([]);
  });

  test('a TAP that takes larger frames than the uplink, and a tunnel that never fitted', async () => {
    finds({ code: 'mtu-mismatch', gone: 'by hand' });
    const tunnel = 'warning: The tunnel vxlan100 doesn’t fit through br0';
    expect(await titlesOf('mtu-mismatch')).toEqual([tunnel]);
    const tap = await liveTapOf('web 01', WEB_0);
    await ip('link', 'set', tap, 'mtu', '9000');
    const uplink = (await foundNow('mtu-mismatch')).find(({ title }) => title.startsWith('enp3s0'));
    expect(uplink?.title).toBe('enp3s0 has an MTU of 1500, smaller than what web 01 may send');
    // The repair, a larger MTU of the host’s own card, could cut somebody off and takes the guard.
    expect(uplink?.repairs.map(({ kind }) => kind)).toEqual(['edit']);
    await ip('link', 'set', tap, 'mtu', '1500');
    expect(await titlesOf('mtu-mismatch')).toEqual([tunnel]);
  });

  test('a port that is disabled is told, and forwards again', async () => {
    finds({ code: 'stp-not-forwarding', gone: 'commands' });
    expect(await foundNow('stp-not-forwarding')).toEqual([]);
    const tap = await liveTapOf('web 01', WEB_0);
    for (const port of [tap, 'enp3s0']) {
      // Where STP is off this is the only state that the kernel keeps: `blocking` is `forwarding` again at once.
      await bridge('link', 'set', 'dev', port, 'state', 'disabled');
      const found = await theFound('stp-not-forwarding');
      expect(found).toMatchObject({
        severity: 'error',
        title: expect.stringContaining('passes no frames: its port is disabled'),
        evidence: [`ip -d link: ${port} has state disabled on br0`],
      });
      await ran(found);
      expect(await foundNow('stp-not-forwarding')).toEqual([]);
    }
  });

  test('a port that STP makes wait is told until it forwards', async () => {
    finds({ code: 'stp-not-forwarding', gone: 'by hand' });
    await ip('link', 'set', 'br1', 'type', 'bridge', 'forward_delay', '1000', 'stp_state', '1');
    const tap = await liveTapOf('web 01', WEB_4);
    // As a guest that has just started.
    await ip('link', 'set', tap, 'nomaster');
    await ip('link', 'set', tap, 'master', 'br1');
    const [told, ...others] = await titlesOf('stp-not-forwarding');
    expect(told).toMatch(/^info: web 01’s net\d passes no frames yet: STP l(istens|earns)/);
    expect(others).toEqual([]);
    await until('it forwards', async () =>
      (await titlesOf('stp-not-forwarding')).length === 0 ? true : null,
    );
  });

  test('a guest that doesn’t fetch its frames is told while they are dropped', async () => {
    finds({ code: 'errors-or-drops-rising', gone: 'by hand' });
    await guestIsUp();
    const tap = await liveTapOf('guest', GUEST);
    await ip('link', 'set', tap, 'txqueuelen', '1');
    const end = flood();
    const [found, ...others] = await foundWatching('errors-or-drops-rising', 12);
    end();
    expect(found).toMatchObject({
      severity: 'warning',
      title: 'guest’s net0: frames for the guest are dropped',
    });
    expect(others).toEqual([]);
    await ip('link', 'set', tap, 'txqueuelen', '1000');
    expect(await foundWatching('errors-or-drops-rising', 12)).toEqual([]);
  });
});
