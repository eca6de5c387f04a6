import type { FindingCode } from './codes.ts';
import type { Rule } from './rule.ts';
import { bridgeNoAddress } from './rules/bridgeNoAddress.ts';
import { bridgeNoUplink } from './rules/bridgeNoUplink.ts';
import { cableAmbiguous } from './rules/cableAmbiguous.ts';
import { ipOnEnslavedCard } from './rules/ipOnEnslavedCard.ts';
import { libvirtRecordWrong } from './rules/libvirtRecordWrong.ts';
import { liveDiffersFromSaved } from './rules/liveDiffersFromSaved.ts';
import { savedImageDecides } from './rules/savedImageDecides.ts';
import { tapNoBridge } from './rules/tapNoBridge.ts';

/** A rule for each kind of finding, or it does not compile. */
export const rules: { readonly [Code in FindingCode]: Rule } = {
  'tap-no-bridge': tapNoBridge,
  'bridge-no-uplink': bridgeNoUplink,
  'ip-on-enslaved-card': ipOnEnslavedCard,
  'bridge-no-address': bridgeNoAddress,
  'libvirt-record-wrong': libvirtRecordWrong,
  'live-differs-from-saved': liveDiffersFromSaved,
  'saved-image-decides': savedImageDecides,
  'cable-ambiguous': cableAmbiguous,
};
