import { createServer, type Server } from 'node:http';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/index.js';
import { type CliOptions, type CliResult, runCli } from '../support/cli.js';
import { SMALL_END, SMALL_FLEET } from '../support/small-fleet.js';
import { runWarm } from '../support/warm-cli.js';

export const BUCKET = 'reports';
export const SCOPE = ['--regions', 'us-east-1', '--end', SMALL_END, '--quota-share', '1'];
export const CREDENTIALS = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example' };

/** The simulated endpoint with a bucket in us-east-1. */
export class SimulatedBucket {
  private constructor(
    readonly simulator: Simulator,
    readonly s3: S3Client,
  ) {}

  /** Ends with the test. */
  static async start(options: Partial<SimulatorOptions> = {}): Promise<SimulatedBucket> {
    const simulator = await startSimulator({ fleet: SMALL_FLEET, quotas: 'off', ...options });
    const s3 = new S3Client({ endpoint: simulator.url, region: 'us-east-1', forcePathStyle: true, credentials: CREDENTIALS });
    onTestFinished(() => {
      s3.destroy();
      return simulator.close();
    });
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    return new SimulatedBucket(simulator, s3);
  }

  /** The environment of a command that talks to it. */
  get environment(): Record<string, string> {
    return {
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_ENDPOINT_URL: this.simulator.url,
    };
  }

  run(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
    const given = { ...options, env: { ...this.environment, ...options.env } };
    // A signal needs a process of its own.
    return options.onStart === undefined ? runWarm(args, given) : runCli(args, given);
  }

  async keys(): Promise<string[]> {
    return ((await this.s3.send(new ListObjectsV2Command({ Bucket: BUCKET }))).Contents ?? []).map(({ Key }) => Key ?? '');
  }

  object(Key: string) {
    return this.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
  }

  async text(key: string): Promise<string> {
    return (await (await this.object(key)).Body?.transformToString()) ?? '';
  }

  /** True once an operation was asked for. */
  asked(operation: string): boolean {
    return Object.keys(this.simulator.calls()[operation] ?? {}).length > 0;
  }
}

/** A server that keeps what is posted to it, and answers with `status`; ends with the test. */
export async function webhook(status: number): Promise<{ url: string; bodies: string[]; headers: (string | undefined)[] }> {
  const bodies: string[] = [];
  const headers: (string | undefined)[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      bodies.push(body);
      headers.push(request.headers['content-type']);
      response.writeHead(status, status >= 300 && status < 400 ? { location: 'http://127.0.0.1:9/elsewhere' } : {}).end();
    });
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/hooks/secret-part`, bodies, headers };
}
