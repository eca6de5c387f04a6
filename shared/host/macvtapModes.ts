/** https://libvirt.org/formatdomain.html#direct-attachment-to-physical-interface */
export const macvtapModes = ['bridge', 'vepa', 'private', 'passthrough'] as const;

export type MacvtapMode = (typeof macvtapModes)[number];
