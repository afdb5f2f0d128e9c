import { type Document, isAlias, isCollection, isMap, isPair, isScalar, isSeq, LineCounter, type Pair, parseDocument, visit } from 'yaml';
import { isTooDeepYaml, repeatedKey } from '../input/yaml-bounds.js';
import { UserError } from '../model/user-error.js';

/** A config that needs more than this is no config; the bounds keep a hostile file from costing more than a moment. */
export const CONFIG_BYTES_LIMIT = 1_000_000;
const ALIAS_LIMIT = 100;
const DEPTH_LIMIT = 40;

/** Keys under which every scalar is text as written: a YAML number would lose the leading zero of an account id. */
const TEXT_KEYS = ['account', 'accounts', 'match', 'tag', 'tagKeys'];

/** A parsed YAML file that can tell where each part stands. */
export interface ConfigDocument {
  value: unknown;
  /** `file:line` of the value at a path, or of the key `key` in it. */
  placeOf(path: readonly PropertyKey[], key?: string): string;
}

function failure(file: string, line: number | null, message: string): UserError {
  return new UserError(`${file}${line === null ? '' : `:${line}`}: ${message}`);
}

function isKeyedBy(pair: Pair, names: readonly string[]): boolean {
  return isScalar(pair.key) && typeof pair.key.value === 'string' && names.includes(pair.key.value);
}

/** Refuses what has no business in a config, and reads text where text is meant. */
function prepare(document: Document, fail: (node: unknown, message: string) => never): void {
  let aliases = 0;
  visit(document, {
    Alias(_, node) {
      aliases += 1;
      if (aliases > ALIAS_LIMIT) fail(node, `more than ${ALIAS_LIMIT} aliases`);
    },
    Map(_, node) {
      const key = repeatedKey(node);
      if (key !== null) fail(key, 'the same key stands twice in one mapping');
    },
    Pair(_, pair) {
      if (!isScalar(pair.key) || typeof pair.key.value === 'object') fail(pair.key, 'a key must be plain text');
      else if (pair.key.value === '__proto__') fail(pair.key, 'the key "__proto__" is not allowed');
      else if (typeof pair.key.value !== 'string') pair.key.value = pair.key.source ?? String(pair.key.value);
    },
    Node(_, node, path) {
      if (path.filter(isCollection).length > DEPTH_LIMIT) fail(node, `nested more than ${DEPTH_LIMIT} deep`);
      if ('tag' in node && node.tag?.startsWith('!')) fail(node, `the tag ${node.tag} is not allowed`);
    },
    Scalar(key, node, path) {
      if (key === 'key' || typeof node.value === 'string' || node.value === null || node.source === undefined) return;
      const under = path.some((parent) => isPair(parent) && isKeyedBy(parent, TEXT_KEYS));
      if (under) node.value = node.source;
    },
  });
}

/** Parses YAML text. Throws a UserError with file and line for what is no YAML, for a key given twice, and for what is bounded. */
export function parseConfig(text: string, file: string): ConfigDocument {
  if (Buffer.byteLength(text) > CONFIG_BYTES_LIMIT) throw failure(file, null, `is larger than ${CONFIG_BYTES_LIMIT} bytes`);
  const lines = new LineCounter();
  const lineOf = (node: unknown): number | null => {
    const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : null;
    const offset: unknown = Array.isArray(range) ? range[0] : null;
    return typeof offset === 'number' ? lines.linePos(offset).line : null;
  };
  if (isTooDeepYaml(text)) throw failure(file, null, 'is nested too deeply');
  try {
    const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, version: '1.2', merge: false, prettyErrors: false });
    const [error] = document.errors;
    if (error !== undefined)
      throw failure(
        file,
        lines.linePos(error.pos[0]).line,
        `is no valid ${/\.json$/i.test(file) ? 'JSON' : 'YAML'}: ${error.message.split('\n', 1)[0] ?? error.code}`,
      );
    prepare(document, (node, message) => {
      throw failure(file, lineOf(node), message);
    });
    return {
      value: document.toJS({ maxAliasCount: ALIAS_LIMIT }) ?? {},
      placeOf: (path, key) => placed(file, lineOf(nodeAt(document, path, key) ?? document.contents)),
    };
  } catch (error) {
    if (error instanceof UserError) throw error;
    // Aliases that multiply.
    if (error instanceof RangeError) throw failure(file, null, 'is nested too deeply');
    if (error instanceof ReferenceError) throw failure(file, null, error.message.toLowerCase());
    throw error;
  }
}

function placed(file: string, line: number | null): string {
  return line === null ? file : `${file}:${line}`;
}

/** The node at a path (its key where the value is in another place, or the key `key` below it); as near as the document has it. */
function nodeAt(document: Document, path: readonly PropertyKey[], key: string | undefined): unknown {
  let node: unknown = document.contents;
  let nearest: unknown = node;
  for (const part of key === undefined ? path : [...path, key]) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair: Pair<unknown, unknown> | undefined = node.items.find((item) => isScalar(item.key) && item.key.value === part);
      if (pair === undefined) return nearest;
      nearest = pair.key;
      node = pair.value;
    } else if (isSeq(node)) {
      const item: unknown = typeof part === 'number' ? node.items[part] : undefined;
      if (item === undefined) return nearest;
      nearest = item;
      node = item;
    } else {
      return nearest;
    }
  }
  return nearest;
}
