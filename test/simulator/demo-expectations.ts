/**
 * What a careful engineer reads from the demo fleet, policy by policy; written from the fleet's stories, not from the
 * policies. Resources by the name that a report shows: instances and functions by name, services as `cluster/service`,
 * standalone tasks by the name of their group in the fleet (their id is drawn), groups by name or id. Resources not named here may be judged either way.
 */
export interface Expectation {
  mustFlag: readonly string[];
  mustNotFlag: readonly string[];
  mustBeNotAssessed?: readonly string[];
}

export const DEMO_EXPECTATIONS: Readonly<Record<string, Expectation>> = {
  'ec2-idle': {
    mustFlag: ['old-wiki', 'jenkins-agent-retired', 'old-vpn', 'migration-helper', 'experiment/forgotten'],
    mustNotFlag: [
      'nat-relay',
      'month-end-close',
      'price-recompute-batch',
      'session-cache',
      'bastion',
      'decommissioned-ftp',
      'core/general',
    ],
    mustBeNotAssessed: ['warehouse-gateway'],
  },
  'ec2-over-provisioned': {
    mustFlag: ['search-indexer', 'reporting-db-replica', 'loyalty-db', 'mail-relay'],
    mustNotFlag: [
      'price-recompute-batch',
      'session-cache',
      'payments-core',
      'video-encoder',
      'storefront-web',
      'checkout-api-1',
      'kafka-1',
    ],
    mustBeNotAssessed: ['warehouse-gateway', 'core/general'],
  },
  'ec2-off-hours': {
    mustFlag: ['staging-web-1', 'staging-web-2', 'erp-test'],
    mustNotFlag: ['checkout-api-1', 'payments-core', 'partner-sftp', 'spot-renderer-1'],
    mustBeNotAssessed: ['warehouse-gateway'],
  },
  'ec2-previous-generation': {
    mustFlag: ['crm-app', 'image-farm-1', 'image-farm-2'],
    mustNotFlag: ['payments-core', 'nat-relay', 'pos-sync'],
  },
  'ec2-graviton': {
    mustFlag: ['checkout-api-1', 'checkout-api-2'],
    mustNotFlag: ['tax-engine', 'payments-core', 'video-encoder', 'finance-terminal'],
  },
  'ec2-burst-credits': {
    mustFlag: ['legacy-cms'],
    mustNotFlag: ['bastion', 'payments-core'],
  },
  'ec2-container-candidate': {
    mustFlag: ['invoice-worker-1'],
    mustNotFlag: ['kafka-1', 'kafka-2', 'tax-engine', 'video-encoder'],
  },
  'fargate-idle-dev': {
    mustFlag: ['dev/catalog-dev', 'dev/orders-dev'],
    mustNotFlag: ['dev/nightly-integration', 'dev/storefront-dev', 'prod/device-registry', 'prod/coupon-v1'],
    mustBeNotAssessed: ['dev/sandbox'],
  },
  'fargate-idle': {
    mustFlag: ['prod/coupon-v1'],
    mustNotFlag: ['prod/health-beacon', 'prod/webhook-receiver', 'prod/black-friday-overflow', 'prod/orders'],
  },
  'fargate-off-hours': {
    mustFlag: ['prod/backoffice', 'staging-eu/catalog-staging'],
    mustNotFlag: ['prod/orders', 'prod/device-registry', 'prod/recommendation', 'retail/till-api'],
    mustBeNotAssessed: ['dev/sandbox'],
  },
  'fargate-over-provisioned': {
    mustFlag: ['prod/catalog', 'retail/stocktake'],
    mustNotFlag: ['prod/pricing', 'prod/orders', 'prod/recommendation', 'prod/accounts', 'prod/black-friday-overflow'],
    mustBeNotAssessed: ['dev/sandbox'],
  },
  'fargate-spot': {
    mustFlag: ['staging-eu/catalog-staging'],
    mustNotFlag: ['dev/storefront-dev', 'prod/black-friday-overflow', 'analytics/query-node'],
  },
  'fargate-to-lambda': {
    mustFlag: ['prod/webhook-receiver'],
    mustNotFlag: ['prod/orders', 'prod/recommendation', 'prod/device-registry'],
  },
  'fargate-to-instances': {
    mustFlag: ['prod/recommendation'],
    mustNotFlag: ['prod/webhook-receiver', 'prod/backoffice', 'analytics/query-node'],
  },
  'ecs-fixed-size-service': {
    mustFlag: ['prod/storefront'],
    mustNotFlag: ['prod/orders', 'prod/recommendation', 'prod/device-registry', 'retail/till-api'],
  },
  'ecs-unstable-service': {
    mustFlag: ['prod/shipping-sync'],
    mustNotFlag: ['prod/notifications', 'prod/orders', 'prod/black-friday-overflow'],
  },
  'ecs-no-health-check': {
    mustFlag: ['prod/thumbnail-worker'],
    mustNotFlag: ['prod/recommendation', 'prod/notifications', 'prod/shipping-sync'],
  },
  'ecs-orphan-task': {
    mustFlag: ['data-fix-jan'],
    mustNotFlag: ['nightly-export'],
  },
  'ecs-low-density': {
    mustFlag: ['legacy-hosts'],
    mustNotFlag: ['analytics-hosts'],
  },
  'ecs-sidecar-overhead': {
    mustFlag: ['prod/profile'],
    mustNotFlag: ['prod/accounts', 'prod/recommendation'],
  },
  'lambda-near-timeout': {
    mustFlag: ['invoice-pdf', 'nightly-ledger', 'receipt-mail'],
    mustNotFlag: ['avatar-resize', 'stock-reconcile', 'barcode-decode', 'embedding-batch'],
  },
  'lambda-steady-load': {
    mustFlag: ['clickstream-router'],
    mustNotFlag: ['flash-sale-intake', 'avatar-resize', 'weekly-digest'],
  },
  'lambda-idle': {
    mustFlag: ['fax-to-mail', 'xmas-banner-2024'],
    mustNotFlag: ['weekly-digest', 'avatar-resize', 'nightly-ledger'],
  },
  'lambda-over-provisioned-memory': {
    mustFlag: ['catalog-import'],
    mustNotFlag: ['feed-transform'],
    mustBeNotAssessed: ['avatar-resize'],
  },
  'lambda-provisioned-concurrency': {
    mustFlag: ['login'],
    mustNotFlag: ['cart', 'avatar-resize'],
  },
  'lambda-graviton': {
    mustFlag: ['search-suggest', 'geo-redirect'],
    mustNotFlag: ['cart', 'avatar-resize'],
  },
  'lambda-errors': {
    mustFlag: ['courier-callback'],
    mustNotFlag: ['payment-callback', 'cart'],
  },
};
