import { describe, expect, it } from 'vitest';
import { parsePvePci } from '#shared/parse/pvePci.ts';

describe('parsePvePci', () => {
  it.each([
    ['0000:03:10.0,pcie=1', ['hostpci0 0000:03:10.0']],
    ['03:10.0', ['hostpci0 0000:03:10.0']],
    ['pcie=1,host=0000:03:10.0', ['hostpci0 0000:03:10.0']],
    ['03:10.0;03:10.1', ['hostpci0.0 0000:03:10.0', 'hostpci0.1 0000:03:10.1']],
    ['mapping=nic,pcie=1', ['hostpci0 mapping nic']],
    ['mapping=', []],
    ['', []],
    ['nonsense', []],
  ])('reads %s', (value, expected) => {
    expect(parsePvePci('hostpci0', value).map(({ name, source }) => `${name} ${source}`)).toEqual(expected);
  });

  it('takes a device without its function for up to eight of them', () => {
    const devices = parsePvePci('hostpci0', '0000:03:10,pcie=1');
    expect(devices).toHaveLength(8);
    expect(devices[7]).toEqual({ name: 'hostpci0.7', source: '0000:03:10.7', maybe: true });
  });
});
