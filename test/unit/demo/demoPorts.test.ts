import { expect, it } from 'vitest';
import { parseBridgeVlan } from '#shared/parse/bridgeVlan.ts';
import { parseIpLink } from '#shared/parse/ipLink.ts';
import { quickDemo } from './asking.ts';

it('forgets what was set on a port when it leaves its bridge, its VLANs too', async () => {
  const { ip, ask } = quickDemo();
  const vlans = async () => {
    const parsed = parseBridgeVlan((await ask(['bridge', '-j', '-compressvlans', 'vlan', 'show'])).stdout);
    return parsed.ok ? parsed.value.tap9 : parsed.message;
  };
  const settings = async () => {
    const parsed = parseIpLink((await ip('-j', '-d', 'link', 'show', 'tap9')).stdout);
    return parsed.ok ? parsed.value[0]?.bridgePort?.settings : parsed.message;
  };
  const own = (id: number) => ({ first: id, last: id, pvid: true, untagged: true });
  await ip('tuntap', 'add', 'dev', 'tap9', 'mode', 'tap');
  const set = ['link', 'set', 'dev', 'tap9', 'type', 'bridge_slave', 'isolated', 'on', 'mcast_router', '2'];
  expect((await ip(...set)).exitCode).not.toBe(0);
  await ip('link', 'set', 'dev', 'tap9', 'master', 'br0');
  expect([await settings(), await vlans()]).toEqual([{ cost: '2' }, [own(1)]]);
  expect((await ip(...set)).exitCode).toBe(0);
  await ask(['bridge', 'vlan', 'del', 'dev', 'tap9', 'vid', '1']);
  await ask(['bridge', 'vlan', 'add', 'dev', 'tap9', 'vid', '10', 'pvid', 'untagged']);
  await ask(['bridge', 'vlan', 'add', 'dev', 'tap9', 'vid', '20-29']);
  expect(await settings()).toEqual({ cost: '2', isolated: 'on', mcast_router: '2' });
  expect(await vlans()).toEqual([own(10), { first: 20, last: 29, pvid: false, untagged: false }]);
  await ip('link', 'set', 'dev', 'tap9', 'nomaster');
  expect(await vlans()).toBeUndefined();
  await ip('link', 'set', 'dev', 'tap9', 'master', 'br0');
  expect([await settings(), await vlans()]).toEqual([{ cost: '2' }, [own(1)]]);
});
