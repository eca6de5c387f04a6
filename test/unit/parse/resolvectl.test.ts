import { expect, it } from 'vitest';
import { parseResolvectlLinks } from '#shared/parse/resolvectlLinks.ts';

// Written by hand after systemd's source: the machine of the lab has no systemd-resolved.
it('reads the servers of each link that has some, from a line that goes on in the next one, too', () => {
  const text = `Global: 9.9.9.9
Link 2 (enp3s0): 192.168.1.1 fe80::1%2 2001:db8:aaaa:bbbb:cccc:dddd:eeee:1
        2001:db8:aaaa:bbbb:cccc:dddd:eeee:2 1.1.1.1#cloudflare-dns.com
Link 3 (br0):
Link 4 (a(b) c]): 10.0.0.1
`;
  expect([...parseResolvectlLinks(text)]).toEqual([
    [
      'enp3s0',
      [
        '192.168.1.1',
        'fe80::1',
        '2001:db8:aaaa:bbbb:cccc:dddd:eeee:1',
        '2001:db8:aaaa:bbbb:cccc:dddd:eeee:2',
        '1.1.1.1#cloudflare-dns.com',
      ],
    ],
    ['a(b) c]', ['10.0.0.1']],
  ]);
});

it('reads domains, and takes no line of a global list for a link’s', () => {
  const text = `Global: corp.example\n        more.example\nLink 2 (enp3s0): lan ~.\n\nnothing\n        stray\n`;
  expect([...parseResolvectlLinks(text)]).toEqual([['enp3s0', ['lan', '~.']]]);
});
