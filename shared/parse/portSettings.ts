import { isUsual, type PortSettings, settingNames } from '#shared/host/portSettings.ts';
import type { JsonObject } from './json.ts';

// {"priority":32,"cost":2,"hairpin":false,"learning":true,"multicast_router":1,"group_fwd_mask":"0x8","backup_port":"eth1",…}
/** What is set on a port, of `info_slave_data` in `ip -j -d link`: what is as on every new port is left out. */
export function readPortSettings(data: JsonObject): PortSettings {
  const own: Record<string, string> = {};
  for (const name of settingNames) {
    // What `mcast_router` sets is printed by this name.
    const value = wordOf(data[name === 'mcast_router' ? 'multicast_router' : name]);
    if (value !== null && !isUsual(name, value)) own[name] = value;
  }
  return own;
}

/** As a command takes it; null where it is absent, or nothing that could be set. */
function wordOf(value: unknown): string | null {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'number' || typeof value === 'string') return String(value);
  return null;
}
