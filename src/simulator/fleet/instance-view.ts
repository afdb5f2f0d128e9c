import { fraction, nameOf, type Place } from './ids.js';
import { ID_KINDS, type RegionWorld } from './region-world.js';
import type { InstanceGroupSpec } from './schema-ec2.js';

/** One instance of a group, with what its group leaves to the seed. */
export interface InstanceView {
  place: Place;
  spec: InstanceGroupSpec;
  id: string;
  name: string;
  instanceType: string;
  imageId: string;
  launchTime: number;
  /** Before `launchTime` where it was stopped and started since. */
  firstLaunchTime: number;
  tags: Record<string, string>;
}

export function instanceView(world: RegionWorld, place: Place): InstanceView {
  const spec = world.instances.groups[place.group];
  if (spec === undefined) throw new RangeError(`no instance group ${place.group}`);
  const id = world.instanceId(place);
  const launchedDaysAgo = spec.launchedDaysAgo ?? 40 + Math.floor(fraction(id, 'launch') * 300);
  const types = typeof spec.type === 'string' ? [spec.type] : spec.type;
  const name = nameOf(spec, place.index);
  return {
    place,
    spec,
    id,
    name,
    instanceType: types[place.index % types.length] ?? 'm5.large',
    imageId: `ami-0${world.codec.encode(ID_KINDS.other, { group: place.group, index: 0 })}`,
    launchTime: world.daysAgo(launchedDaysAgo),
    firstLaunchTime: world.daysAgo(Math.max(spec.reportingSinceDaysAgo ?? 0, launchedDaysAgo)),
    tags: {
      Name: name,
      ...(spec.autoScalingGroup === undefined ? {} : { 'aws:autoscaling:groupName': spec.autoScalingGroup }),
      ...(spec.eks === undefined
        ? {}
        : {
            'eks:cluster-name': spec.eks.cluster,
            'eks:nodegroup-name': spec.eks.nodegroup,
            [`kubernetes.io/cluster/${spec.eks.cluster}`]: 'owned',
          }),
      ...spec.tags,
    },
  };
}
