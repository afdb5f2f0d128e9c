export { COMPUTE_SERVICES, type CollectionSink, type ComputeService, collectRegion, type RegionRequest } from './region.js';
