import type { Service } from '../../model/coverage.js';
import type { PermissionSet } from '../../model/permission-set.js';
import type { ClientConfiguration, ClientScope, OperationDefinition, PagedOperation, Send } from '../api.js';
import type { BucketName } from '../quotas.js';

/** An SDK client as far as its owner needs to know it. */
interface Closable {
  destroy(): void;
  readonly middlewareStack: { remove(name: string): boolean };
}

interface Opened<Sdk, Client> {
  sdk: Sdk;
  client: Client;
}

/** A service's SDK package, imported on first use, and one client of it per account and region. */
export interface ServiceClients<Sdk, Client> {
  readonly service: Service;
  open(scope: ClientScope): Promise<Opened<Sdk, Client>>;
}

/**
 * Declares a service. `load` is a dynamic import, since a package such as client-ec2 takes a quarter of a second that
 * `--help` and the other services should not wait for.
 */
export function service<Sdk, Client extends Closable>(
  name: Service,
  load: () => Promise<Sdk>,
  create: (sdk: Sdk, configuration: ClientConfiguration) => Client,
): ServiceClients<Sdk, Client> {
  // Weak: the clients of a region go with its scope.
  const opened = new WeakMap<ClientScope, Promise<Opened<Sdk, Client>>>();
  return {
    service: name,
    open(scope) {
      const known = opened.get(scope);
      if (known !== undefined) return known;
      const opening = load().then((sdk) => {
        const client = create(sdk, scope.configuration);
        // It filters every answer for a log that nobody keeps, which takes longer than reading the answer.
        client.middlewareStack.remove('loggerMiddleware');
        return { sdk, client };
      });
      opened.set(scope, opening);
      return opening;
    },
  };
}

type Perform<Sdk, Client, I, O> = (opened: Opened<Sdk, Client>, input: I, options: { abortSignal: AbortSignal }) => Promise<O>;

interface Declaration<Sdk, Client, I, O> {
  name: string;
  bucket: BucketName;
  /** Default `audit`. */
  permissionSet?: PermissionSet;
  /** Where IAM's name is not the operation's. */
  iamAction?: string;
  perform: Perform<Sdk, Client, I, O>;
}

function base<Sdk, Client, I, O>(clients: ServiceClients<Sdk, Client>, declaration: Declaration<Sdk, Client, I, O>) {
  const { name, bucket, permissionSet = 'audit', iamAction = `${clients.service}:${name}`, perform } = declaration;
  return {
    service: clients.service,
    name,
    iamAction,
    permissionSet,
    bucket,
    async bind(scope: ClientScope): Promise<Send<I, O>> {
      const opened = await clients.open(scope);
      return (input, options) => perform(opened, input, options);
    },
  };
}

/** Declares an operation that answers at once; `answered` tells a true answer from a page of something else. */
export function operation<Sdk, Client, I, O>(
  clients: ServiceClients<Sdk, Client>,
  declaration: Declaration<Sdk, Client, I, O> & { answered: (output: O) => boolean },
): OperationDefinition<I, O> {
  return { ...base(clients, declaration), answered: declaration.answered };
}

/** Declares an operation that answers in pages. An answer without its list is no answer. */
export function pagedOperation<Sdk, Client, I, O, T>(
  clients: ServiceClients<Sdk, Client>,
  declaration: Declaration<Sdk, Client, I, O> & {
    items: (output: O) => readonly T[] | undefined;
    nextToken: (output: O) => string | undefined;
    withToken: (input: I, token: string) => I;
  },
): PagedOperation<I, O, T> {
  const { items, nextToken, withToken } = declaration;
  return { ...base(clients, declaration), answered: (output) => items(output) !== undefined, items, nextToken, withToken };
}
