import { describeKept } from './support/keptOverReboot.ts';

describeKept({
  net: 'networkd',
  form: 'networkd',
  hasResolved: true,
  standing: /\/etc\/systemd\/network\/10-uplink\.network configures enp0s4 now/,
});

describeKept({
  net: 'netplan',
  form: 'netplan',
  hasResolved: true,
  standing: /If another file in \/etc\/netplan tells of the same links/,
});
