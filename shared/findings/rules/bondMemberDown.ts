import { listed } from '#shared/ops/listed.ts';
import { isLink, type LinkNode } from '#shared/topology/model.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';

/** A bond sends by fewer of its cards than it has, or by none. */
export const bondMemberDown: Rule = {
  needs: ['ip-link'],
  find: (scene) =>
    scene.topology.nodes.flatMap((node) =>
      isLink(node) && node.kind === 'bond' && node.up ? foundOf(node, scene) : [],
    ),
};

function foundOf(bond: LinkNode, scene: Scene): Found[] {
  const { graph, behind } = scene;
  const members = graph
    .out(bond.id)
    .flatMap(({ kind, to }) => (kind === 'member' ? [graph.nodes.get(to)] : []))
    .filter(isLink);
  const lost = members.filter(({ member }) => member === 'down' || member === 'apart');
  const isUsed = behind.all(bond.id).length > 0 || behind.host.has(bond.id) || bond.addresses.length > 0;
  if (lost.length === 0 && (members.length > 0 || !isUsed)) return [];
  const isAll = lost.length === members.length;
  return [
    {
      severity: !isUsed ? 'info' : isAll ? 'error' : 'warning',
      subject: [bond.id, ...lost.map(({ id }) => id)],
      title: titleOf(bond, members, lost),
      why: isAll
        ? `Nothing passes ${bond.name}, as it has no member that works.`
        : `${bond.name} still works by ${listed(members.filter((one) => !lost.includes(one)).map(({ name }) => name))}, with less bandwidth and less to fall back on.`,
      evidence:
        members.length === 0
          ? [`ip link: no link has master ${bond.name}`]
          : lost.map((member) => evidenceOf(member, bond, scene)),
      repairs: lost
        .filter(({ up }) => !up)
        .map((member) => ({
          kind: 'edit' as const,
          label: `Enable ${member.name}`,
          edit: { kind: 'link-set' as const, link: member.id, state: 'up' as const },
        })),
    },
  ];
}

function titleOf({ name }: LinkNode, members: readonly LinkNode[], lost: readonly LinkNode[]): string {
  if (members.length === 0) return `${name} has no member`;
  if (lost.length === members.length) return `${name}: no member works`;
  return `${name}: ${listed(lost.map((member) => member.name))} ${lost.length === 1 ? 'carries' : 'carry'} nothing`;
}

function evidenceOf(member: LinkNode, bond: LinkNode, { links }: Scene): string {
  const { name } = member;
  const facts = links.get(name)?.bondMember;
  if (!member.up) return `ip link: ${name} is not UP`;
  if (!member.carrier) return `ip link: ${name} is UP with NO-CARRIER`;
  if (member.member === 'down') return `ip -d link: ${name} has mii_status ${facts?.mii ?? ''}`;
  const used = links.get(bond.name)?.bond?.lacp?.aggregator;
  const own = facts?.aggregator;
  return used === undefined || own === undefined || own === used || own === null
    ? `ip -d link: the LACP partner of ${name} doesn’t answer`
    : `ip -d link: ${name} is in aggregator ${own}, ${bond.name} uses ${used}`;
}
