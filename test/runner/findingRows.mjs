// @ts-check

/** What each kind of finding is, for the table “What each finding was tried on” of CONTRIBUTING.md, in its order. */
export const findingRows = {
  'tap-no-bridge': 'A guest’s TAP is in no bridge',
  'bridge-no-uplink': 'A bridge of guests has no way out',
  'ip-on-enslaved-card': 'A port of a bridge has the host’s address',
  'bridge-no-address': 'The host has an address nowhere',
  'libvirt-record-wrong': 'libvirt’s record is not what the kernel shows',
  'live-differs-from-saved': 'What runs is not what the next boot brings',
  'saved-image-decides': 'A saved image and the definition differ',
  'cable-ambiguous': 'Which cable a vNIC has can’t be told',
};
