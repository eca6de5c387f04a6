import { expect, it } from 'vitest';
import type { Domain } from '#shared/host/domain.ts';
import { aDomain, anInterface, aShutOffDomain } from '../../support/facts.ts';
import { foundOn, toldOn } from '../../support/foundOn.ts';
import { lan, WEB_MAC } from '../../support/lan.ts';

const CODE = 'guest-link-down';
const unplugged = anInterface({ bridge: 'br0' }, { mac: WEB_MAC, targetDev: 'vnet0', linkState: 'down' });

it('is info, as somebody set it, and is plugged in by an edit', () => {
  expect(foundOn(CODE, { ...lan, domains: [aDomain('web', [unplugged])] })).toMatchObject([
    {
      severity: 'info',
      subject: [`vnic:uuid-of-web/${WEB_MAC}`],
      title: 'web’s net0: the guest’s cable is unplugged',
      evidence: [`virsh: <link state="down"/> for ${WEB_MAC}`],
      repairs: [{ edit: { kind: 'link', cable: `vnic:uuid-of-web/${WEB_MAC}`, state: 'up' } }],
    },
  ]);
});

it('is set for the next boots too, unless the VM has no definition', () => {
  const why = (over: Partial<Domain> = {}) =>
    foundOn(CODE, { ...lan, domains: [aDomain('web', [unplugged], over)] })[0]?.why;
  expect(why()).toMatch(/Somebody set it so, here and for the next boots\.$/);
  expect(why({ persistent: false, defined: [] })).toMatch(/Somebody set it so\.$/);
});

it('is nothing where it is plugged in, the VM is off, or the next boot plugs it in again', () => {
  expect(toldOn(CODE, lan)).toEqual([]);
  expect(toldOn(CODE, { ...lan, domains: [aShutOffDomain('web', [unplugged])] })).toEqual([]);
  const defined = [{ ...unplugged, linkState: 'up', targetDev: null, alias: null } as const];
  expect(toldOn(CODE, { ...lan, domains: [aDomain('web', [unplugged], { defined })] })).toEqual([]);
});
