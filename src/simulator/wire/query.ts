import { Instant } from './instant.js';

/** The Query protocols: form-encoded requests (`Filter.1.Value.2=x`) and XML answers. */

type Node = Map<string, Node | string>;

/** Nested input of a Query request. Numbered keys become lists, `member` wrappers vanish, all values stay text. */
export function parseQuery(form: URLSearchParams): Record<string, unknown> {
  const root: Node = new Map();
  for (const [key, value] of form) {
    if (key === 'Action' || key === 'Version') continue;
    const path = key.split('.');
    const last = path.pop() ?? key;
    let node = root;
    for (const step of path) {
      const next = node.get(step);
      const child: Node = next instanceof Map ? next : new Map();
      if (child !== next) node.set(step, child);
      node = child;
    }
    node.set(last, value);
  }
  return Object.fromEntries([...root].map(([key, child]) => [key, plain(child)]));
}

function plain(node: Node | string): unknown {
  if (typeof node === 'string') return node;
  const member = node.get('member');
  if (node.size === 1 && member instanceof Map) return plain(member);
  const keys = [...node.keys()];
  if (keys.length > 0 && keys.every((key) => /^\d+$/.test(key))) {
    return keys.sort((a, b) => Number(a) - Number(b)).map((key) => plain(node.get(key) ?? ''));
  }
  return Object.fromEntries([...node].map(([key, child]) => [key, plain(child)]));
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeXml(text: string): string {
  if (!/[&<>"'\p{Cc}]/u.test(text)) return text;
  const escaped = text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
  // XML 1.0 cannot hold most control characters at all: a question mark stands in their place.
  return escaped.replace(/\p{Cc}/gu, (character) => ('\t\n\r'.includes(character) || character > '\u007e' ? character : '?'));
}

/** One element. A Map becomes `entry` children; lists become `listElement` children (`item` for EC2, `member` elsewhere); null and undefined are left out. */
export function xmlElement(name: string, value: unknown, listElement: string): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return `<${name}>${value.map((entry) => xmlElement(listElement, entry, listElement)).join('')}</${name}>`;
  if (value instanceof Map) {
    const entries = [...value].map(([key, entry]) => xmlElement('entry', { key, value: entry }, listElement));
    return `<${name}>${entries.join('')}</${name}>`;
  }
  if (value instanceof Instant) return `<${name}>${value.toISOString()}</${name}>`;
  if (typeof value === 'object') return `<${name}>${xmlChildren(value, listElement)}</${name}>`;
  return `<${name}>${escapeXml(String(value))}</${name}>`;
}

export function xmlChildren(value: object, listElement: string): string {
  let xml = '';
  for (const [key, child] of Object.entries(value)) xml += xmlElement(key, child, listElement);
  return xml;
}
