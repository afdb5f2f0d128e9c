import { epochSeconds } from '../../model/time.js';
import { hash32, hex } from './ids.js';
import { type FleetFacts, RegionWorld } from './region-world.js';
import { OPT_IN_REGIONS, REGIONS } from './regions.js';
import { type AccountSpec, type FleetSpec, regionSchema } from './schema.js';

/** The whole simulated estate: accounts, their regions, and whose an access key is. */
export class FleetWorld {
  readonly facts: FleetFacts;
  readonly accountIds: readonly string[];
  readonly #regions = new Map<string, RegionWorld>();
  readonly #accountOfKey = new Map<string, { accountId: string; arn: string }>();

  constructor(
    readonly spec: FleetSpec,
    end: number,
  ) {
    this.facts = {
      seed: spec.seed,
      end: spec.end === undefined ? end : epochSeconds(spec.end),
      partition: spec.partition,
      canary: spec.canary ?? null,
    };
    this.accountIds = Object.keys(spec.accounts);
    for (const [accountId, { accessKeys }] of Object.entries(spec.accounts)) {
      for (const key of accessKeys) this.#accountOfKey.set(key, { accountId, arn: this.#userArn(accountId) });
    }
  }

  #userArn(accountId: string): string {
    return `arn:${this.facts.partition}:iam::${accountId}:user/auditor`;
  }

  account(accountId: string): AccountSpec | null {
    return this.spec.accounts[accountId] ?? null;
  }

  /** GetMetricData requests per second that the account may send. */
  getMetricDataPerSecond(accountId: string): number {
    return this.account(accountId)?.getMetricDataPerSecond ?? 500;
  }

  /** Whose an access key is; keys nobody knows are the first account's. */
  identityOf(accessKeyId: string): { accountId: string; arn: string } {
    const [first = '000000000000'] = this.accountIds;
    return this.#accountOfKey.get(accessKeyId) ?? { accountId: first, arn: this.#userArn(first) };
  }

  /** Temporary credentials of a role: the same role and session give the same key. */
  issueKey(accountId: string, roleName: string, session: string): { accessKeyId: string; arn: string } {
    const digest = hash32(this.facts.seed, accountId, roleName, session);
    const accessKeyId = `ASIA${hex(digest, 8)}${hex(hash32(digest, 'key'), 8)}`.toUpperCase();
    const arn = `arn:${this.facts.partition}:sts::${accountId}:assumed-role/${roleName}/${session}`;
    this.#accountOfKey.set(accessKeyId, { accountId, arn });
    return { accessKeyId, arn };
  }

  /** Every region of the partition with its opt-in status for the account. */
  regionsOf(accountId: string): { name: string; optInStatus: 'opt-in-not-required' | 'opted-in' | 'not-opted-in' }[] {
    const account = this.account(accountId);
    const optedIn = new Set([...(account?.optedIn ?? []), ...Object.keys(account?.regions ?? {})]);
    return REGIONS[this.spec.partition].map((name) => ({
      name,
      optInStatus: !OPT_IN_REGIONS.has(name) ? 'opt-in-not-required' : optedIn.has(name) ? 'opted-in' : 'not-opted-in',
    }));
  }

  /** True where calls to the region are answered at all. */
  isOn(accountId: string, region: string): boolean {
    const status = this.regionsOf(accountId).find(({ name }) => name === region)?.optInStatus;
    return status !== undefined && status !== 'not-opted-in' && !(this.account(accountId)?.regionsOff ?? []).includes(region);
  }

  /** A region's world; one without resources where the fleet says nothing of it. */
  region(accountId: string, region: string): RegionWorld {
    const key = `${accountId}/${region}`;
    const known = this.#regions.get(key);
    if (known !== undefined) return known;
    const spec = this.account(accountId)?.regions[region] ?? regionSchema.parse({});
    const world = new RegionWorld(accountId, region, spec, this.facts);
    this.#regions.set(key, world);
    return world;
  }
}
