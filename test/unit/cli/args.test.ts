import { describe, expect, it } from 'vitest';
import { readArgs } from '#electron/cli/args.ts';
import { commandNames, shapeOf } from '#electron/cli/command.ts';
import { usage } from '#electron/cli/usage.ts';

const read = (line: string) => readArgs(line.split(' ').filter(Boolean));

describe('a command line', () => {
  it('is understood with options before and after the words', () => {
    expect(read('--host demo move vnet5 br0 --persist both -y --json')).toEqual({
      kind: 'run',
      invocation: {
        command: 'move',
        args: ['vnet5', 'br0'],
        host: 'demo',
        isHostNamed: true,
        connect: undefined,
        verbose: false,
        readOnly: false,
        json: true,
        dryRun: false,
        yes: true,
        ignoreLock: false,
        anonymous: false,
        persist: 'both',
        model: undefined,
        mac: undefined,
        port: 0,
      },
    });
  });

  it('is about this machine where it names no host', () => {
    expect(read('graph')).toMatchObject({ invocation: { host: 'local', yes: false, json: false } });
  });

  it('takes names that begin with a dash after --', () => {
    expect(read('move --yes -- -x br0')).toMatchObject({ invocation: { args: ['-x', 'br0'], yes: true } });
  });

  it('takes a MAC in capitals', () => {
    expect(read('attach web br0 --mac 52:54:00:AA:00:01')).toMatchObject({
      invocation: { mac: '52:54:00:aa:00:01' },
    });
  });

  it.each([
    ['frobnicate', '“frobnicate”'],
    ['constructor', '“constructor”'],
    ['graph --frob', '--frob'],
    ['graph --yes', 'takes no --yes'],
    ['graph extra', 'takes no words; “extra” is too many'],
    ['trace', 'needs WHAT'],
    ['move vnet5', 'needs CABLE and BRIDGE|NETWORK'],
    ['move vnet5 br0 br1', '“br1” is too many'],
    ['move vnet5 br0 --persist ever', '“ever”'],
    ['unplug vnet5 --persist boot', 'definition'],
    ['link vnet5 sideways', '“sideways”'],
    ['attach web br0 --mac 53:54:00:00:00:01', '--mac'],
    ['attach web br0 --mac 00:00:00:00:00:00', '--mac'],
    ['attach web br0 --mac 52:54', '--mac'],
    ['attach web br0 --model -evil', '--model'],
    ['attach web br0 --model=a,b', '--model'],
    ['trcae vnet5', 'There is no command “trcae”. Did you mean “trace”?'],
    ['help grpah', 'There is no command “grpah”. Did you mean “graph”?'],
    ['help graph trace', '“trace” is too many'],
    ['move vnet5 br0 --dry-rn', 'There is no option “--dry-rn”. Did you mean “--dry-run”?'],
    ['--dry-rn move vnet5 br0', 'Did you mean “--dry-run”?'],
    ['--hepl', 'There is no option “--hepl”. Did you mean “--help”?'],
    ['move vnet5 br0 --persist bot', '--persist is now, boot or both, not “bot”. Did you mean “boot”?'],
    ['link vnet5 donw', '“link” takes up or down, not “donw”. Did you mean “down”?'],
    ['graph --disable-gpu', '“graph” takes no --disable-gpu: it is for the window.'],
    ['--disable-cpu', 'There is no option “--disable-cpu”.'],
    ['--no-sandbox', 'There is no option “--no-sandbox”.'],
    ['--json', 'Which command? Without one the window opens, which takes no --json.'],
    ['--verbose', 'takes no --verbose'],
    ['-c qemu:///system', 'takes no --connect'],
    ['--host=', '--host is empty'],
    ['graph -x', 'There is no option “-x”.'],
    ['serve --port 65536', '“65536”'],
    ['serve --port=-1', '“-1”'],
    ['graph --host', '--host'],
    ['graph --host=', '--host is empty'],
    ['graph --json=yes', '--json'],
  ])('“%s” is refused with what is wrong in it', (line, message) => {
    const asked = read(line);
    expect(asked.kind).toBe('wrong');
    expect(asked).toMatchObject({ message: expect.stringContaining(message) });
  });

  it.each([
    ['frobnicate', '“frobnicate”.'],
    ['graph --dry-rn', '“--dry-rn”.'],
    ['graph --frob=--json', '“--frob”.'],
    ['-- --hepl', '“--hepl”.'],
  ])('“%s” is near nothing that would fit there, and nothing is guessed', (line, end) => {
    expect(read(line)).toMatchObject({
      kind: 'wrong',
      message: expect.stringMatching(new RegExp(`${end}$`)),
    });
  });

  it('takes the URI of a system libvirt of this machine', () => {
    const uri = 'qemu+unix:///system?socket=/run/truenas_libvirt/libvirt-sock';
    expect(readArgs(['graph', '-c', uri])).toMatchObject({ invocation: { connect: uri } });
    expect(readArgs(['serve', `--connect=${uri}`])).toMatchObject({ invocation: { connect: uri } });
    expect(read('graph -c qemu:///system')).toMatchObject({ invocation: { connect: 'qemu:///system' } });
  });

  it('takes a libvirt over SSH for its host, as virsh would', () => {
    const there = { invocation: { host: 'ssh://root@nas:2222', connect: undefined } };
    const uri = 'qemu+ssh://root@nas:2222/system';
    expect(readArgs(['graph', '-c', uri])).toMatchObject(there);
    expect(readArgs(['graph'], { LIBVIRT_DEFAULT_URI: uri })).toMatchObject(there);
    const own = { VIRSH_DEFAULT_CONNECT_URI: 'qemu:///system', LIBVIRT_DEFAULT_URI: uri };
    expect(readArgs(['graph'], own)).toMatchObject({ invocation: { host: 'local' } });
    expect(readArgs(['graph', '--host', 'local'], { LIBVIRT_DEFAULT_URI: uri })).toMatchObject({
      invocation: { host: 'local' },
    });
    expect(readArgs(['graph', '-c', uri, '--host', 'local'])).toMatchObject({ kind: 'wrong' });
  });

  it.each([
    ['qemu+ssh://root@nas/session', 'another machine. .* use --host ssh://'],
    ['qemu+ssh://root@nas/system?keyfile=/root/key', 'another machine. .* ~/.ssh/config'],
    ['qemu://nas/system', 'another machine'],
    ['qemu+tls:///system', 'another machine'],
    ['qemu:///session', 'your own session; .* Use qemu:///system, or'],
    ['lxc:///', 'another driver; .* Use qemu:///system, or'],
    ['test:///default', 'another driver'],
    ['qemu:///embed?root=/x', 'not the system libvirt of this machine'],
    ['qemu:///system?socket=/a b', 'not the system libvirt of this machine'],
    ['my-alias', '“my-alias” is not a URI of libvirt'],
    ['', '“” is not a URI'],
  ])('refuses the libvirt %j, and says what to do', (uri, message) => {
    const asked = readArgs(['graph', '--connect', uri]);
    expect(asked).toMatchObject({
      kind: 'wrong',
      message: expect.stringMatching(new RegExp(message.replaceAll('?', '\\?'), 'i')),
    });
  });

  it.each(['demo', 'replay:x.json'])(
    'refuses a libvirt for the host %s, which has none to choose',
    (host) => {
      expect(readArgs(['graph', '-c', 'qemu:///system', '--host', host])).toMatchObject({
        kind: 'wrong',
        message: expect.stringContaining(`“${host}” is another host`),
      });
    },
  );

  it('takes --verbose at every command', () => {
    for (const name of commandNames) expect(shapeOf(name).options).toContain('verbose');
  });

  it('may name no command', () => {
    expect(read('')).toEqual({ kind: 'window', args: [] });
    expect(read('--host demo --read-only')).toEqual({ kind: 'window', args: ['--host=demo', '--read-only'] });
    expect(read('--disable-gpu --host=-x --ozone-platform=x11')).toEqual({
      kind: 'window',
      args: ['--host=-x', '--disable-gpu', '--ozone-platform=x11'],
    });
  });

  it('asks for help of a command, of all, or for the version', () => {
    expect(read('help')).toEqual({ kind: 'help', command: null });
    expect(read('help move')).toEqual({ kind: 'help', command: 'move' });
    expect(read('help help')).toEqual({ kind: 'help', command: 'help' });
    expect(read('-v')).toEqual({ kind: 'version' });
    expect(read('move --help')).toEqual({ kind: 'help', command: 'move' });
    expect(read('-h')).toEqual({ kind: 'help', command: null });
    expect(read('--version')).toEqual({ kind: 'version' });
  });
});

describe('help', () => {
  it('lists every command, and every option of each', () => {
    for (const name of commandNames) {
      expect(usage(null)).toContain([name, ...shapeOf(name).args].join(' '));
      const own = usage(name);
      for (const option of shapeOf(name).options) expect(own).toContain(`--${option}`);
    }
  });

  it('fits into 120 columns', () => {
    for (const command of [null, ...commandNames]) {
      for (const line of usage(command).split('\n')) expect(line.length).toBeLessThanOrEqual(120);
    }
  });
});
