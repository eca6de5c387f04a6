import { describe, expect, it } from 'vitest';
import { toolEnvironment } from '#electron/hosts/local/process/environment.ts';

describe('the variables in which the host’s tools run', () => {
  it('find ip and bridge although the session leaves the sbin folders out', () => {
    expect(toolEnvironment({ PATH: '/home/me/bin:/usr/bin' }).PATH).toBe(
      '/home/me/bin:/usr/bin:/usr/sbin:/sbin',
    );
  });

  it('are in English and UTF-8, whatever the session speaks', () => {
    expect(toolEnvironment({ LANG: 'de_DE.UTF-8', LC_ALL: 'C' })).toMatchObject({
      LC_ALL: 'C.UTF-8',
      LANG: 'C.UTF-8',
    });
  });

  it('do not hand an AppImage’s own libraries to the host’s tools, but the user’s', () => {
    const inImage = { APPDIR: '/tmp/.mount_pb', LD_LIBRARY_PATH: '/tmp/.mount_pb/usr/lib:/opt/qemu/lib:' };
    expect(toolEnvironment(inImage).LD_LIBRARY_PATH).toBe('/opt/qemu/lib');
    expect(toolEnvironment({ ...inImage, LD_LIBRARY_PATH: '/tmp/.mount_pb/usr/lib' })).not.toHaveProperty(
      'LD_LIBRARY_PATH',
    );
    expect(toolEnvironment({ LD_LIBRARY_PATH: '/opt/qemu/lib' }).LD_LIBRARY_PATH).toBe('/opt/qemu/lib');
  });
});
