// The borders of the architecture. Each rule says why it stands; docs/architecture.md draws them.
const sdk = '^(node_modules/)?@(aws-sdk|smithy)/';
const pure = '^(policies|src/(analysis|trend|report/(build|charts)|policy/(evaluate|judge|fleet)|metrics/(plan|summarise|views)|model))';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'A cycle hides which part depends on which.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'model-stands-alone',
      severity: 'error',
      comment: 'Types that cross borders must not pull an implementation along.',
      from: { path: '^src/model' },
      to: { pathNot: '^(src/model|(node_modules/)?zod)' },
    },
    {
      name: 'policies-are-pure',
      severity: 'error',
      comment: 'A policy is judged from values alone; prices and metrics reach it through its context.',
      from: { path: '^policies' },
      to: { pathNot: '^(policies|src/model|src/analysis|src/policy/helpers)' },
    },
    {
      name: 'analysis-is-pure',
      severity: 'error',
      comment: 'Numbers about a resource follow from the model only.',
      from: { path: '^src/analysis' },
      to: { pathNot: '^src/(analysis|model)' },
    },
    {
      name: 'pure-parts-touch-no-outside',
      severity: 'error',
      comment: 'The same snapshot gives the same bytes a year later: no file system, network, process or clock.',
      from: { path: pure },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'sdk-stays-left',
      severity: 'error',
      comment: 'Only the parts that talk to AWS may know the SDK.',
      from: { path: '^(src|policies)', pathNot: '^src/(aws|collect|deliver|pricing/refresh|metrics/fetch)' },
      to: { path: sdk },
    },
    {
      name: 'render-reads-the-report-model',
      severity: 'error',
      comment: 'Renderers lay out; they compute nothing.',
      from: { path: '^src/report/render' },
      to: { path: '^src', pathNot: '^src/(report|model)' },
    },
    {
      name: 'trend-follows-from-reports',
      severity: 'error',
      comment: 'A trend is made of the numbers of reports; which files those come from is not its business.',
      from: { path: '^src/trend' },
      to: { path: '^src', pathNot: '^src/(trend|report|model)' },
    },
    {
      name: 'output-knows-no-content',
      severity: 'error',
      comment: 'Whatever is written is written whole, in one way.',
      from: { path: '^src/output' },
      to: { path: '^src', pathNot: '^src/(output|model)' },
    },
    {
      name: 'cli-calls-the-library',
      severity: 'error',
      comment: 'What the command line can do, a program can do.',
      from: { path: '^src/cli' },
      to: { path: '^src', pathNot: '^src/(index\\.ts|cli|simulator|model)' },
    },
    {
      name: 'simulator-knows-nothing',
      severity: 'error',
      comment: 'It stands for AWS: it must not share the code it is there to test.',
      from: { path: '^src/simulator' },
      to: { path: '^(src|policies)', pathNot: '^src/(simulator|model)' },
    },
    {
      name: 'simulator-only-from-cli',
      severity: 'error',
      comment: 'No audit may depend on the simulated endpoint.',
      from: { path: '^(src|policies)', pathNot: '^src/(cli|simulator)' },
      to: { path: '^src/simulator' },
    },
    {
      name: 'no-dev-dependencies-at-run-time',
      severity: 'error',
      comment: 'The package is installed without them.',
      from: { path: '^(src|policies)' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'A module that nobody imports is dead.',
      from: { orphan: true, path: '^src', pathNot: '^src/(index|cli/main)\\.ts$' },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['import', 'node', 'default', 'types'], exportsFields: ['exports'] },
  },
};
