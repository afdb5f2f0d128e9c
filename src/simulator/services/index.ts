import type { CloudWatchSettings } from '../metrics/index.js';
import { createCloudWatch } from '../metrics/index.js';
import type { MetricSourceIndex } from '../world.js';
import { applicationAutoScaling } from './application-autoscaling.js';
import { autoscaling } from './autoscaling.js';
import { cloudwatch } from './cloudwatch.js';
import { computeOptimizer } from './compute-optimizer.js';
import { ec2 } from './ec2.js';
import { ecs } from './ecs.js';
import { iam } from './iam.js';
import { lambda } from './lambda.js';
import { organizations } from './organizations.js';
import { pricing } from './pricing.js';
import { savingsPlans } from './savings-plans.js';
import type { Service, Site } from './service.js';
import { serviceQuotas } from './service-quotas.js';
import { type Published, sns } from './sns.js';
import { sts } from './sts.js';
import { tagging } from './tagging.js';

/** Every simulated service. A new one is one entry here. */
export function services(site: Site, index: MetricSourceIndex, metrics: CloudWatchSettings, published: Published[]): Service[] {
  return [
    sts(site),
    iam(site),
    organizations(site),
    ec2(site),
    autoscaling(site),
    ecs(site),
    lambda(site),
    applicationAutoScaling(site),
    tagging(site),
    serviceQuotas(site),
    pricing(site),
    computeOptimizer(site),
    savingsPlans(site),
    sns(site, published),
    cloudwatch(createCloudWatch(index, metrics)),
  ];
}
