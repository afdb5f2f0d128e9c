import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { emptyFolder, runCli } from '../support/cli.js';

const CONFIG = `
[profile process-fails]
credential_process = /bin/false
[profile process-prints-words]
credential_process = /bin/echo hello
[profile source-is-missing]
role_arn = arn:aws:iam::123456789012:role/reader
source_profile = gone
[profile source-is-a-circle]
role_arn = arn:aws:iam::123456789012:role/reader
source_profile = source-is-a-circle-too
[profile source-is-a-circle-too]
role_arn = arn:aws:iam::123456789012:role/reader
source_profile = source-is-a-circle
[profile works]
aws_access_key_id = AKIATEST
aws_secret_access_key = secret
`;

function profiles(): Record<string, string> {
  const file = join(emptyFolder(), 'config');
  writeFileSync(file, CONFIG);
  return { AWS_CONFIG_FILE: file, AWS_SHARED_CREDENTIALS_FILE: '/nonexistent', AWS_REGION: 'eu-west-1', AWS_EC2_METADATA_DISABLED: 'true' };
}

/** A proxy that writes down which hosts it is asked to connect to, and refuses all of them; asked itself, it denies. */
async function refusingProxy(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((_, response) => void response.writeHead(403).end());
  server.on('connect', ({ url = '' }, socket) => {
    asked.push(url);
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe('a profile without credentials', () => {
  it.each([
    ['process-fails', 'Command failed: /bin/false'],
    ['process-prints-words', 'returned invalid JSON'],
    ['source-is-missing', 'using profile: [gone]'],
    ['source-is-a-circle', 'Detected a cycle'],
  ])('%s: the cause is said', async (profile, cause) => {
    const { code, stderr } = await runCli(['doctor', '--profile', profile], { env: profiles() });
    expect(stderr).toContain(`error: no credentials of profile "${profile}" could be loaded: `);
    expect(stderr).toContain(cause);
    expect(code).toBe(2);
  });

  it('and credentials from two places print nothing of the SDK', async () => {
    const twice = { AWS_PROFILE: 'works', AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'secret' };
    const { url } = await refusingProxy();
    const { stderr } = await runCli(['doctor', '--endpoint-url', url, '--log-format', 'json'], {
      env: { ...profiles(), ...twice },
    });
    for (const line of stderr.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('level');
  });
});

describe('HTTPS_PROXY', () => {
  it('is asked for AWS, and named among what to check where it refuses', async () => {
    const { url, asked } = await refusingProxy();
    const { code, stderr } = await runCli(['doctor', '--profile', 'works'], { env: { ...profiles(), HTTPS_PROXY: url } });
    expect(new Set(asked)).toEqual(new Set(['sts.eu-west-1.amazonaws.com:443']));
    const refused = 'the proxy refuses to connect to sts.eu-west-1.amazonaws.com (HTTP 403)';
    expect(stderr).toContain(`error: AWS STS in eu-west-1 cannot be asked who the caller is: ${refused}`);
    expect(code).toBe(2);
  });

  it('is passed by for hosts in NO_PROXY, and for endpoints without TLS', async () => {
    const { url, asked } = await refusingProxy();
    const env = { ...profiles(), https_proxy: url, HTTP_PROXY: url };
    expect((await runCli(['doctor', '--profile', 'works', '--endpoint-url', url], { env })).code).toBe(2);
    const secure = ['doctor', '--profile', 'works', '--endpoint-url', url.replace('http:', 'https:')];
    expect((await runCli(secure, { env: { ...env, NO_PROXY: '127.0.0.1' } })).code).toBe(2);
    expect(asked).toEqual([]);
    await runCli(secure, { env });
    expect(new Set(asked)).toEqual(new Set([url.replace('http://', '')]));
  });
});
