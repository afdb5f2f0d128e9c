/**
 * Prices that stand in no table: us-east-1, USD, list price, each with its page. Other regions have no figure here, for these parts do not
 * follow the regional price of anything else: a small part of a cost that is known, such as storage or a load balancer, is taken at the figure
 * of us-east-1 and called assumed; where it would be all of the cost, or most of it, there is none.
 */
export const FIGURES = {
  asOf: '2026-10-09',
  fargate: {
    source: 'https://aws.amazon.com/fargate/pricing/',
    region: 'us-east-1',
    storageGbHour: 0.000111,
    windows: { vcpuHour: 0.09148, gbHour: 0.01005, licenceVcpuHour: 0.046 },
    /** Spot floats, up to 70 % off: what it costs is assumed as this share of the on-demand price. */
    spotFactor: 0.3,
  },
  lambda: {
    source: 'https://aws.amazon.com/lambda/pricing/',
    region: 'us-east-1',
    storageGbSecond: 0.0000000309,
    x86_64: {
      /** GB-seconds a month at which a tier ends, from the first GB-second on. */
      tierEnds: [6e9, 15e9],
      tierRates: [0.000015, 0.0000133334],
      provisionedGbSecond: 0.0000041667,
      provisionedDurationGbSecond: 0.0000097222,
    },
    arm64: {
      tierEnds: [7.5e9, 18.75e9],
      tierRates: [0.0000120001, 0.0000106667],
      provisionedGbSecond: 0.0000033333,
      provisionedDurationGbSecond: 0.0000077778,
    },
    /** EC2 price + this share + requests, no duration charge. */
    managedInstancesFee: 0.15,
  },
  ecsManagedInstances: {
    source: 'https://aws.amazon.com/ecs/managed-instances/pricing/',
    /** Share of the on-demand price; a published example is 0.037 an hour on c6a.2xlarge (0.306). */
    fee: 0.12,
    graphicsFee: 0.078,
    trainingFee: 0.048,
  },
  loadBalancer: { source: 'https://aws.amazon.com/elasticloadbalancing/pricing/', region: 'us-east-1', month: 16.43 },
  /** T2, T3 and T3a; T4g; and T2, T3 and T3a on Windows, per vCPU-hour beyond the credits. */
  surplusCredits: {
    source: 'https://aws.amazon.com/ec2/pricing/on-demand/#T2.2FT3.2FT4g_Unlimited_Mode_Pricing',
    region: 'us-east-1',
    vcpuHour: 0.05,
    gravitonVcpuHour: 0.04,
    windowsVcpuHour: 0.096,
  },
} as const;
