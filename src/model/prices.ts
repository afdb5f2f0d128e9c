import type { Rate } from './money.js';
import type { Architecture, InstanceTypeSpec } from './resource/index.js';

export interface Ec2PriceQuery {
  region: string;
  instanceType: string;
  /** As DescribeInstances gives it; null is taken as Linux/UNIX by the caller only where Platform is absent too. */
  platformDetails: string | null;
  tenancy: string;
  lifecycle: string;
}

export interface FargateRates {
  vcpuHour: Rate;
  gbHour: Rate;
  /** Per GB-hour above 20 GB; null where unknown. */
  storageGbHour: Rate | null;
  /** Licence per vCPU-hour, Windows only. */
  licenceVcpuHour: Rate | null;
}

export interface LambdaRates {
  /** Duration tiers in order; `upTo` in GB-seconds a month and account, null for the last. */
  tiers: { upTo: number | null; gbSecond: Rate }[];
  millionRequests: Rate;
  storageGbSecond: Rate | null;
  provisionedGbSecond: Rate | null;
  provisionedDurationGbSecond: Rate | null;
}

/** Prices as policies see them. Every method gives null where no price is known; none ever guesses zero. */
export interface PriceBook {
  /** Date of the oldest table in use (YYYY-MM-DD), and where it comes from. */
  asOf: string;
  sources: string[];
  ec2Hour(query: Ec2PriceQuery): Rate | null;
  fargate(query: { region: string; architecture: Architecture; operatingSystem: 'linux' | 'windows'; spot: boolean }): FargateRates | null;
  lambda(query: { region: string; architecture: Architecture }): LambdaRates | null;
  /** ECS Managed Instances: fee on top of the EC2 price, as a share of the on-demand price (0.12); null for types without a known fee. */
  managedInstancesFee(instanceType: string): number | null;
  /** Lambda Managed Instances: fee on top of the EC2 price as a share. */
  lambdaManagedInstancesFee: number;
  /** Application Load Balancer a month before LCUs. */
  loadBalancerMonth(region: string): Rate | null;
  /** T unlimited surplus credits, per vCPU-hour, of a family (`t3`) on an operating system. */
  surplusCreditVcpuHour(of: { region: string; family: string; platform: 'linux' | 'windows' }): Rate | null;
  /** Specification from the embedded table, for types that the region's own offer could not give. */
  spec(instanceType: string): InstanceTypeSpec | null;
  /** Types of the embedded table with a Linux price in us-east-1, for ladders. */
  specs(): readonly InstanceTypeSpec[];
}
