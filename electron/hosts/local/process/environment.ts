const SYSTEM_FOLDERS = ['/usr/local/bin', '/usr/bin', '/bin'];
/** `ip` and `bridge` live here, and the sessions of plain desktop users often leave these out. */
const ADMIN_FOLDERS = ['/usr/sbin', '/sbin'];

/** The variables in which the host's tools run: the user's own, but with English words, UTF-8 and a PATH that finds them. */
export function toolEnvironment(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const folders = own.PATH ? own.PATH.split(':') : SYSTEM_FOLDERS;
  return {
    ...withoutAppImage(own),
    PATH: [...folders, ...ADMIN_FOLDERS.filter((folder) => !folders.includes(folder))].join(':'),
    // `C` mangles names that are not ASCII; any other language translates virsh's headers and errors.
    LC_ALL: 'C.UTF-8',
    LANG: 'C.UTF-8',
    // gettext lets LANGUAGE win over LC_ALL in every locale but plain `C`.
    LANGUAGE: '',
  };
}

/** An AppImage puts its own libraries first, which the host's tools were not built against. */
function withoutAppImage(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { APPDIR: image, LD_LIBRARY_PATH: libraries, ...others } = own;
  if (!image || !libraries) return own;
  const foreign = libraries.split(':').filter((folder) => folder !== '' && !folder.startsWith(image));
  return foreign.length === 0 ? others : { ...others, LD_LIBRARY_PATH: foreign.join(':') };
}
