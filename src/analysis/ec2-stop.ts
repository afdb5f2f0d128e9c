import type { Risk, Values } from '../model/evaluation.js';
import type { Ec2Instance, ScheduledAction } from '../model/resource/index.js';
import { GROUP_STOP_QUESTIONS } from './ec2-group-questions.js';
import { MANAGED_STOP_MESSAGES, managerOf } from './ec2-manager.js';
import { cannotStop, type Ec2Resource, erasedByStop, type TypeSource } from './ec2-subject.js';
import { quantity } from './outcome-parts.js';
import { raisesText, raisingAgain } from './scheduled-raises.js';

/** Sentences for the codes of `effectsOfStop`. */
export const STOP_MESSAGES = {
  ...GROUP_STOP_QUESTIONS,
  ...MANAGED_STOP_MESSAGES,
  'volumes-stay': 'The amount is compute only: attached volumes go on costing while it is off.',
  'public-address':
    'It has a public address. One that AWS assigned is released at each stop, costs nothing while it is off, and is another after each start; an Elastic IP stays, and goes on costing.',
  'who-uses-address':
    'Does anything reach it by its public address: a DNS record, an allow list, a partner? One that is no Elastic IP is another after each start.',
  'members-terminated':
    'The amount is compute only. Switching a group off terminates its members: what is on their instance stores and, as a rule, on their root volumes goes with them, and what starts later are new machines. Volumes that are not deleted with their instance go on costing.',
  'members-store-lost': 'Its members have instance stores ({instanceStore} each at most), which go with them.',
  'members-addresses': 'Its members have public addresses: new ones have others; an Elastic IP stays, and goes on costing.',
  'members-may-hold': 'Whether its members hold anything of their own is not known, and nothing brings that back.',
} as const;

/** What switching off does besides sparing the compute. */
interface StopEffects {
  /** 1: a start brings everything back; 2: something changes, or may be lost; 3: something is lost. */
  risk: Risk;
  /** GB of instance store that go, of the machine that loses most. */
  erasedGb: number;
  /** True where the instance that comes back may have another public address. */
  addressMayChange: boolean;
  values: Values;
  notes: string[];
  questions: string[];
}

/**
 * What goes when an instance is stopped, or when a group is scaled to none. A stopped instance keeps its volumes, and loses its instance store and
 * a public address that AWS assigned; whether an address is an Elastic IP is not read
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html). Members of a group are terminated
 * (https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html), and their volumes with them as each is set to
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/preserving-volumes-on-termination.html).
 */
export function effectsOfStop(resource: Ec2Resource, machines: readonly Ec2Instance[], types: TypeSource): StopEffects {
  const effects = effectsByHand(resource, machines, types);
  const manager = managerOf(resource);
  return manager === null ? effects : { ...effects, notes: [`stop-in-${manager}`, ...effects.notes] };
}

function effectsByHand(resource: Ec2Resource, machines: readonly Ec2Instance[], types: TypeSource): StopEffects {
  const erasedGb = erasedByStop(machines, types);
  const erases = erasedGb > 0;
  const addressed = machines.some(({ hasPublicAddress }) => hasPublicAddress);
  const values: Values = erases ? { instanceStore: quantity(`${erasedGb} GB`, 'text') } : {};
  if (resource.kind === 'instance-group') {
    return {
      risk: erases ? 3 : 2,
      erasedGb,
      addressMayChange: false,
      values,
      notes: ['members-terminated', ...(erases ? ['members-store-lost'] : []), ...(addressed ? ['members-addresses'] : [])],
      questions: ['members-alone'],
    };
  }
  const hindrance = cannotStop(resource);
  if (hindrance !== null) {
    const questions = [...(hindrance === 'spot' ? ['persistent-request'] : []), ...(erases ? ['instance-store'] : [])];
    return { risk: 3, erasedGb, addressMayChange: false, values, notes: [`${hindrance}-cannot-stop`], questions };
  }
  return {
    risk: erases ? 3 : 1,
    erasedGb,
    addressMayChange: addressed,
    values,
    notes: ['volumes-stay', ...(addressed ? ['public-address'] : []), ...(erases ? ['instance-store-lost'] : [])],
    questions: [...(erases ? ['instance-store'] : []), ...(addressed ? ['who-uses-address'] : [])],
  };
}

/** Sentences for the codes of `plannedReturn`. */
export const RETURN_MESSAGES = {
  'scheduled-suspended':
    'Scheduled actions raise it again ({scheduledRaises}), so the commands suspend those first; resuming them is part of the way back.',
  'who-scheduled': 'Who set the scheduled actions that raise it again ({scheduledRaises}), and for what?',
  'schedule-unread': 'Its scheduled actions could not be read: does one of them raise it again?',
} as const;

/** True where a group carries out no scheduled actions: https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html */
export const isScheduleSuspended = (resource: Ec2Resource): boolean =>
  resource.kind === 'instance-group' && resource.autoScalingGroup?.suspendedProcesses.includes('ScheduledActions') === true;

/** The scheduled actions at work that raise a group again; null where they could not be read. Of what is no group there are none. */
export function raisingActions(resource: Ec2Resource): ScheduledAction[] | null {
  if (resource.kind !== 'instance-group') return [];
  const scaling = resource.autoScalingGroup;
  if (isScheduleSuspended(resource)) return [];
  const actions = scaling?.scheduledActions ?? null;
  return actions === null ? null : raisingAgain(actions);
}

/** What to say of scheduled actions that would undo a stop; nothing where it is not stopped by hand. */
export function plannedReturn(resource: Ec2Resource): Pick<StopEffects, 'values' | 'notes' | 'questions'> {
  const raising = managerOf(resource) === null ? raisingActions(resource) : [];
  if (raising === null) return { values: {}, notes: [], questions: ['schedule-unread'] };
  if (raising.length === 0) return { values: {}, notes: [], questions: [] };
  return {
    values: { scheduledRaises: quantity(raisesText(raising), 'text') },
    notes: ['scheduled-suspended'],
    questions: ['who-scheduled'],
  };
}
