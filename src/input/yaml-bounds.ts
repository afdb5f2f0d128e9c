import { isScalar, type YAMLMap } from 'yaml';

const MOST_BRACKETS = 100;
const WIDEST_INDENT = 200;
/** `- - - -`, each of which opens a list in the one before. */
const INDICATORS_IN_A_ROW = /(?:[-?:][ \t]+){20}/;

/**
 * Whether YAML is nested deeper than any file that a person writes, told without parsing it. The parser recurses, and text that drives it
 * to the end of the stack can end the whole process: V8 gives up where it cannot compile a regular expression there.
 */
export function isTooDeepYaml(text: string): boolean {
  if (INDICATORS_IN_A_ROW.test(text)) return true;
  let brackets = 0;
  let indent = 0;
  let lineBegins = true;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\n') {
      lineBegins = true;
      indent = 0;
    } else if (lineBegins && character === ' ') {
      indent += 1;
      if (indent > WIDEST_INDENT) return true;
    } else {
      lineBegins = false;
      // Brackets inside of texts count too: none holds a hundred that it does not close.
      if (character === '[' || character === '{') brackets += 1;
      else if ((character === ']' || character === '}') && brackets > 0) brackets -= 1;
      if (brackets > MOST_BRACKETS) return true;
    }
  }
  return false;
}

/** The key of a mapping that stands in it for the second time, or null. The parser's own look for it takes minutes for a megabyte of keys. */
export function repeatedKey(mapping: YAMLMap): unknown {
  const seen = new Set<string>();
  for (const { key } of mapping.items) {
    const text = isScalar(key) ? (typeof key.value === 'string' ? key.value : (key.source ?? String(key.value))) : null;
    if (text === null) continue;
    if (seen.has(text)) return key;
    seen.add(text);
  }
  return null;
}
