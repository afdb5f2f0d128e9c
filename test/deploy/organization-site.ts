import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { expect } from 'vitest';
import { z } from 'zod';
import { type FleetInput, type Simulator, startSimulator } from '../../src/simulator/index.js';
import { DUMMY_CREDENTIALS, emptyFolder } from '../support/cli.js';
import { runWarm } from '../support/warm-cli.js';
import { definitionOf, environmentOf } from './organization-stack.js';
import { machineSchema } from './states/machine.js';
import { runMachine, type Services, StateError } from './states/run.js';

export const BUCKET = 'org-reports';
const publishedSchema = z.array(z.object({ subject: z.string(), message: z.string() }));
export const MANAGEMENT = '100000000000';
export const member = (number: number): string => String(200000000000 + number);
const idle = {
  CPUUtilization: { kind: 'flat' as const, level: 1 },
  NetworkIn: { kind: 'flat' as const, level: 900 },
  NetworkOut: { kind: 'flat' as const, level: 900 },
};
const role = { name: 'fleet-auditor-read', externalId: 'of-the-auditor' };

/** Three accounts of a few resources each under one that manages them, and another that is suspended. */
export function fleet(idleInstances: number, end: string): FleetInput {
  const region = (number: number) => ({
    instances: [
      { name: `web-{n}`, count: 2, type: 'm5.large', tags: { team: `team-${number}` } },
      { name: 'left-{n}', count: idleInstances, type: 'm5.xlarge', metrics: idle },
    ],
    functions: [{ name: 'handler-{n}', count: 3 }],
  });
  const members = [1, 2, 3].map((number) => [
    member(number),
    { name: `team-${number}`, roles: [role], regions: { 'us-east-1': region(number) } },
  ]);
  return {
    seed: 11,
    end,
    accounts: { [MANAGEMENT]: { name: 'management', regions: { 'eu-west-1': region(0) } }, ...Object.fromEntries(members) },
    organization: { members: { [member(6)]: { state: 'SUSPENDED' } } },
  };
}

export const THIS_WEEK = '2026-10-14T06:00:00Z';
export const LAST_WEEK = '2026-10-07T06:00:00Z';
const credentials = { accessKeyId: DUMMY_CREDENTIALS.AWS_ACCESS_KEY_ID, secretAccessKey: DUMMY_CREDENTIALS.AWS_SECRET_ACCESS_KEY };

/** A simulated AWS with the bucket and the topic of the stack, and the state machine over it. */
export class Site {
  private constructor(
    readonly simulator: Simulator,
    readonly s3: S3Client,
    readonly topicArn: string,
    private readonly sns: SNSClient,
  ) {}

  static async start(fleetInput: FleetInput): Promise<Site> {
    const simulator = await startSimulator({ fleet: fleetInput, quotas: 'off' });
    const config = { endpoint: simulator.url, region: 'us-east-1', credentials };
    const s3 = new S3Client({ ...config, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    const sns = new SNSClient(config);
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'fleet-auditor' }));
    return new Site(simulator, s3, TopicArn, sns);
  }

  private get given() {
    return {
      AccountsPerTask: '2',
      ToleratedFailurePercentage: '50',
      MaxConcurrency: '2',
      Regions: 'eu-west-1,us-east-1',
      ReportBucket: BUCKET,
      NotificationTopic: this.topicArn,
    };
  }

  async text(key: string): Promise<string> {
    return (await (await this.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }))).Body?.transformToString()) ?? '';
  }

  async bytes(key: string): Promise<Buffer> {
    return Buffer.from((await (await this.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }))).Body?.transformToByteArray()) ?? []);
  }

  async keys(prefix: string): Promise<string[]> {
    const { Contents = [] } = await this.s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: prefix }));
    return Contents.map(({ Key = '' }) => Key);
  }

  async published(): Promise<{ subject: string; message: string }[]> {
    return publishedSchema.parse(await (await fetch(`${this.simulator.url}/__simulator/published`)).json());
  }

  /** A task as ECS would run it: the command with the container's environment alone, and the caller's keys. */
  cli(container: string, command: readonly string[]) {
    const env = {
      ...DUMMY_CREDENTIALS,
      ...environmentOf(container, this.given),
      TMPDIR: emptyFolder(),
      AWS_ENDPOINT_URL: this.simulator.url,
    };
    return runWarm(command, { env });
  }

  /** Runs the state machine. `instead` may stand in for a task; gives what each task wrote on stderr, by container. */
  async run(
    execution: { name: string; startTime: string },
    instead: (command: readonly string[]) => 'fails' | 'twice' | null = () => null,
  ) {
    const said: Record<string, string> = {};
    const services: Services = {
      task: async (resource, parameters) => {
        if (resource.endsWith('sns:publish')) return this.sns.send(new PublishCommand(Object(parameters)));
        const [{ Name: container, Command: command }] = Object(parameters).Overrides.ContainerOverrides;
        const way = instead(command);
        if (way === 'fails') throw new StateError('States.TaskFailed', 'Essential container in task exited');
        if (way === 'twice') {
          const elsewhere = command.map((word: string) => word.replace(/(\/parts\/\d+)$/, '$1-again'));
          expect((await this.cli(container, elsewhere)).code).toBe(0);
        }
        const { code, stdout, stderr } = await this.cli(container, command);
        said[container] = `${said[container] ?? ''}${stdout}${stderr}`;
        if (code !== 0) throw new StateError('States.TaskFailed', stderr);
        return { Containers: [{ ExitCode: code }] };
      },
      read: async (parameters) => this.text(Object(parameters).Key),
      waited: () => undefined,
    };
    await runMachine(machineSchema.parse(definitionOf(this.given)), {}, execution, services).catch((cause: unknown) => {
      throw new Error(JSON.stringify(said), { cause });
    });
    return said;
  }

  async stop(): Promise<void> {
    this.s3.destroy();
    this.sns.destroy();
    await this.simulator.close();
  }
}
