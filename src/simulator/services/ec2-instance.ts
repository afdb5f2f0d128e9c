import { fraction, hex } from '../fleet/ids.js';
import { architectureOf, typeSpec } from '../fleet/instance-types.js';
import type { InstanceView } from '../fleet/instance-view.js';
import { ID_KINDS, type RegionWorld } from '../fleet/region-world.js';
import { at } from './service.js';

const PLATFORM_DETAILS = {
  linux: ['Linux/UNIX', 'RunInstances'],
  windows: ['Windows', 'RunInstances:0002'],
  rhel: ['Red Hat Enterprise Linux', 'RunInstances:0010'],
  suse: ['SUSE Linux', 'RunInstances:000g'],
  'windows-sql': ['Windows with SQL Server Standard', 'RunInstances:0006'],
} as const;

const STATE_CODES = { pending: 0, running: 16, 'shutting-down': 32, terminated: 48, stopping: 64, stopped: 80 } as const;

function tagSet(tags: Record<string, string>): { key: string; value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

/** `2026-11-08 21:00:00 GMT`, as StateTransitionReason spells an instant. */
function gmt(epochSeconds: number): string {
  return `${at(epochSeconds).toISOString().slice(0, 19).replace('T', ' ')} GMT`;
}

/** One instance as DescribeInstances answers it, element by element. */
export function instanceElement(world: RegionWorld, view: InstanceView): Record<string, unknown> {
  const { spec, id, instanceType, launchTime } = view;
  const canary = world.facts.canary;
  const gone = spec.state === 'terminated' || spec.state === 'shutting-down';
  const zone = `${world.region}${'abc'[view.place.index % 3] ?? 'a'}`;
  const address = `10.${Math.floor(fraction(id, 1) * 255)}.${Math.floor(fraction(id, 2) * 255)}.${Math.floor(fraction(id, 3) * 254) + 1}`;
  const publicAddress = spec.publicAddress && spec.state === 'running' ? `203.0.113.${Math.floor(fraction(id, 4) * 254) + 1}` : undefined;
  const [platformDetails, usageOperation] = PLATFORM_DETAILS[spec.platform];
  const xen = typeSpec(instanceType)?.family.xen === true;
  const stopped = spec.state === 'stopped' || gone;
  return {
    instanceId: id,
    imageId: view.imageId,
    instanceState: { code: STATE_CODES[spec.state], name: spec.state },
    privateDnsName: gone ? '' : `ip-${address.replaceAll('.', '-')}.ec2.internal`,
    dnsName: publicAddress === undefined ? '' : `ec2-${publicAddress.replaceAll('.', '-')}.compute-1.amazonaws.com`,
    reason: stopped ? `User initiated (${gmt(world.daysAgo(gone ? 0.02 : spec.stoppedDaysAgo))})` : '',
    keyName: canary ?? 'ops',
    amiLaunchIndex: 0,
    instanceType,
    launchTime: at(launchTime),
    placement: { availabilityZone: zone, groupName: '', tenancy: spec.tenancy },
    ...(spec.platform.startsWith('windows') ? { platform: 'windows' } : {}),
    monitoring: { state: spec.monitoring === 'detailed' ? 'enabled' : 'disabled' },
    ...(gone ? {} : { subnetId: `subnet-0${hex(spec.name.length * 7_919, 8)}`, vpcId: 'vpc-0a1b2c3d4e5f60718', privateIpAddress: address }),
    ...(publicAddress === undefined ? {} : { ipAddress: publicAddress }),
    sourceDestCheck: true,
    groupSet: [{ groupId: 'sg-0123456789abcdef0', groupName: canary ?? 'default' }],
    ...(stopped ? { stateReason: { code: 'Client.UserInitiatedShutdown', message: canary ?? 'User initiated shutdown' } } : {}),
    architecture: architectureOf(instanceType),
    rootDeviceType: 'ebs',
    rootDeviceName: '/dev/xvda',
    blockDeviceMapping: Array.from({ length: gone ? 0 : spec.volumes }, (_, volume) => ({
      deviceName: volume === 0 ? '/dev/xvda' : `/dev/sd${String.fromCharCode(101 + volume)}`,
      ebs: {
        volumeId: `vol-0${world.codec.encode(ID_KINDS.volume, { group: view.place.group, index: view.place.index * 32 + volume })}`,
        status: 'attached',
        attachTime: at(launchTime),
        deleteOnTermination: volume === 0,
      },
    })),
    virtualizationType: 'hvm',
    clientToken: canary ?? '',
    tagSet: tagSet(view.tags),
    hypervisor: 'xen',
    networkInterfaceSet: gone
      ? []
      : [
          {
            networkInterfaceId: `eni-0${world.codec.encode(ID_KINDS.networkInterface, view.place)}`,
            description: canary ?? '',
            ownerId: world.accountId,
            status: 'in-use',
            privateIpAddress: address,
            attachment: {
              attachmentId: `eni-attach-0${hex(world.seedOf(id), 16)}`,
              deviceIndex: 0,
              status: 'attached',
              attachTime: at(view.firstLaunchTime),
              deleteOnTermination: true,
            },
          },
        ],
    ebsOptimized: !xen,
    enaSupport: !xen,
    ...(spec.lifecycle === 'spot' ? { instanceLifecycle: 'spot', spotInstanceRequestId: `sir-${hex(world.seedOf(id), 8)}` } : {}),
    platformDetails,
    usageOperation,
  };
}
