import { describe, expect, it } from 'vitest';
import { PlanBook } from '#electron/engine/planning/planBook.ts';
import { previewOf } from '#electron/engine/planning/preview.ts';
import type { PlainEdit } from '#shared/edits/model.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { graphOf } from '#shared/topology/graph.ts';
import { linkId, vmId, vnicId } from '#shared/topology/model.ts';
import { house, mac, WEB } from '../edits/support/house.ts';

const facts = house();
const shown = { snapshot: facts, topology: buildTopology(facts, 7), moves: [] };
const options = (id = 'plan-1') => ({
  id,
  randomMac: () => '52:54:00:01:02:03',
  randomUuid: () => '6ec8d45f-1d2c-4e6b-9b53-4c1b8c0a7a11',
});
const net0 = vnicId(WEB, mac(1));
const plug: PlainEdit = { kind: 'move', cable: linkId('loose'), to: linkId('br1') };
const attach: PlainEdit = { kind: 'attach', vm: vmId(WEB), to: linkId('br0'), mac: '52:54:00:77:00:01' };

describe('a preview', () => {
  it('of nothing is the host as it is', () => {
    expect(previewOf([], shown, options())).toMatchObject({ refused: null, titles: [] });
    expect(previewOf([], shown, options()).topology).toBe(shown.topology);
  });

  it('shows what the edits would leave, of the present revision, by the ids that more edits can name', () => {
    const given = vnicId(WEB, '52:54:00:77:00:01');
    const { topology, titles, planned } = previewOf([attach, plug], shown, options());
    expect(planned.ok).toBe(true);
    expect(topology.revision).toBe(7);
    expect(titles).toEqual([expect.stringContaining('Attach a vNIC of web 01'), 'Connect loose to br1']);
    const { nodes, out } = graphOf(topology);
    expect(nodes.get(given)).toMatchObject({ kind: 'vnic', presence: 'both' });
    const [backs] = out(given).filter(({ kind }) => kind === 'backs');
    expect(out(backs?.to ?? '').map(({ to }) => to)).toEqual([linkId('br0')]);
    expect(
      previewOf([attach, { kind: 'move', cable: given, to: linkId('br2') }], shown, options()).refused,
    ).toBeNull();
  });

  it('marks what the next boot would forget', () => {
    const { topology } = previewOf([plug], shown, options());
    const [edge] = topology.edges.filter(({ from, kind }) => from === linkId('loose') && kind === 'port');
    expect(edge?.conflicts).toEqual([expect.objectContaining({ code: 'live-only' })]);
  });

  it('goes as far as the edits can be made, and says which can’t and why', () => {
    const twice: PlainEdit = { kind: 'move', cable: net0, to: linkId('br1') };
    const { topology, titles, refused, planned } = previewOf([plug, twice, twice], shown, options());
    expect(refused).toBe(2);
    expect(titles).toHaveLength(2);
    expect(planned.ok ? '' : planned.refusal.why).toContain('is already connected to br1');
    expect(graphOf(topology).nodes.get(linkId('vnet0'))).toMatchObject({ master: 'br1' });
  });
});

describe('the plans of previews', () => {
  const intent = { kind: 'edit', edit: { kind: 'several', edits: [plug] } } as const;
  const keep = (book: PlanBook, id: string, edits: readonly PlainEdit[] = [plug]) => {
    const kept = book.keepPreview(intent, previewOf(edits, shown, options(id)).planned);
    if (!kept.ok) throw new Error(kept.refusal.why);
    return kept.plan.id;
  };

  it('keep their id for as long as they do the same, however often they are asked for', () => {
    const book = new PlanBook();
    expect(keep(book, 'a')).toBe('a');
    expect(keep(book, 'b')).toBe('a');
    expect(book.take('b')).toBeNull();
    expect(book.take('a')?.plan.title).toBe('Connect loose to br1');
    expect(book.take('a')).toBeNull();
    expect(keep(book, 'c')).toBe('c');
  });

  it('push no other plan out of the book', () => {
    const book = new PlanBook();
    book.keep(intent, previewOf([plug], shown, options('asked')).planned);
    for (let turn = 0; turn < 55; turn += 1) {
      keep(book, `preview-${turn}`, [{ ...attach, mac: `52:54:00:77:01:${String(turn + 10)}` }]);
    }
    expect(book.take('preview-54')).not.toBeNull();
    expect(book.take('preview-1')).toBeNull();
    expect(book.take('asked')).not.toBeNull();
  });
});
