import type { EcsService } from './resource/index.js';

/**
 * Tasks by provider, as a strategy spreads them: the base first, the rest by weight. Nothing of what no weight takes.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
 */
export function placedByStrategy(strategy: EcsService['capacityProviderStrategy'], tasks: number): [provider: string, tasks: number][] {
  const weights = strategy.reduce((sum, { weight }) => sum + weight, 0);
  let rest = tasks;
  const based = strategy.map(({ provider, weight, base }) => {
    const taken = Math.min(base, rest);
    rest -= taken;
    return { provider, weight, taken };
  });
  return based
    .map(({ provider, weight, taken }): [string, number] => [provider, taken + (weights === 0 ? 0 : (rest * weight) / weights)])
    .filter(([, count]) => count > 0);
}
