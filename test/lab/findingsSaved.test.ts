import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bench, xmlOf } from './editing.ts';
import { applied, foundNow, theFound, titlesOf } from './support/findings.ts';
import { finds } from './support/finds.ts';
import { describeInLab, ip, liveTapOf, masterOf, resetLab, uuidOf, virsh } from './support/lab.ts';

const WEB_0 = '52:54:00:aa:00:01';
const TRANSIENT = '52:54:00:ab:00:01';

describeInLab('what libvirt has on record and saved', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await Bench.open();
  });
  afterEach(async () => {
    await bench.close();
    await resetLab();
  });

  test('is another bridge than the kernel’s, which its edits mend: the record first, then what runs', async () => {
    finds({ code: 'libvirt-record-wrong', gone: 'edit' }, { code: 'live-differs-from-saved', gone: 'edit' });
    expect([await titlesOf('libvirt-record-wrong'), await titlesOf('live-differs-from-saved')]).toEqual([
      [],
      [],
    ]);
    const tap = await liveTapOf('web 01', WEB_0);
    await ip('link', 'set', tap, 'master', 'br1');
    const record = await theFound('libvirt-record-wrong');
    expect(record).toMatchObject({
      severity: 'warning',
      title: expect.stringMatching(/^web 01’s net0: /),
      evidence: [
        `ip link: ${tap} has master br1`,
        expect.stringMatching(/^virsh dumpxml 'web 01': MAC .*<source bridge='br0'\/>/),
      ],
    });
    await applied(bench, record, 'Correct libvirt’s record');
    expect(await foundNow('libvirt-record-wrong')).toEqual([]);
    const differs = await theFound('live-differs-from-saved');
    expect(differs).toMatchObject({ severity: 'warning', title: expect.stringMatching(/^web 01’s net0: /) });
    await applied(bench, differs, 'Revert to the saved setting');
    expect(await foundNow('live-differs-from-saved')).toEqual([]);
    expect(await masterOf(tap)).toBe('br0');
  });

  test('is a saved image that has another bridge than the definition, until its own edit moves it there too', async () => {
    finds({ code: 'saved-image-decides', gone: 'edit' });
    const uuid = await uuidOf('1');
    await virsh('start', '--paused', uuid);
    await virsh('managedsave', uuid);
    expect(await foundNow('saved-image-decides')).toEqual([]);
    await writeFile(
      '/run/lab/other.xml',
      (await xmlOf('1', 'config')).replace("bridge='br0'", "bridge='br1'"),
    );
    await virsh('define', '/run/lab/other.xml');
    const decides = await theFound('saved-image-decides');
    expect(decides).toMatchObject({
      severity: 'warning',
      title: expect.stringMatching(/^1’s net0: /),
      why: expect.stringContaining('resumes its saved image, which has this vNIC at br0'),
    });
    await applied(bench, decides, 'Move it to br1 in the saved image too');
    expect(await foundNow('saved-image-decides')).toEqual([]);
    expect(await virsh('managedsave-dumpxml', uuid)).toContain("<source bridge='br1'/>");
  });

  test('is nothing for a VM without a definition: its cable is unplugged as long as it runs', async () => {
    finds({ code: 'guest-link-down', gone: 'edit' });
    const [before] = await titlesOf('guest-link-down');
    await virsh('domif-setlink', await uuidOf('transient'), TRANSIENT, 'down');
    const own = (await foundNow('guest-link-down')).find(({ title }) => title.startsWith('transient’s net0'));
    expect(own).toMatchObject({ severity: 'info', why: expect.stringMatching(/Somebody set it so\.$/) });
    if (own) await applied(bench, own);
    expect(await titlesOf('guest-link-down')).toEqual([before]);
  });
});
