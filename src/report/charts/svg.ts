/** Attributes of an element; undefined ones are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
// Control characters that XML forbids would end the picture in a strict parser.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Text made harmless inside an element or a double-quoted attribute. */
export function escapeXml(text: string): string {
  return text.replace(FORBIDDEN, '').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** A coordinate with one decimal: finer than a printer's dot at the sizes used, and the same bytes everywhere. */
export function round(value: number): number {
  return Math.round(value * 10) / 10 || 0;
}

/** An element; children are markup that this module made, attributes and `text()` are escaped. */
export function element(name: string, attributes: Attributes = {}, ...children: string[]): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => (value === undefined ? '' : ` ${key}="${typeof value === 'number' ? round(value) : escapeXml(value)}"`))
    .join('');
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`;
}

/** A text element at a point, cut to `most` characters with an ellipsis. */
export function label(x: number, y: number, text: string, attributes: Attributes = {}, most = 60): string {
  const characters = [...text];
  const shown = characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text;
  return element('text', { x, y, ...attributes }, escapeXml(shown));
}

/** `text` on at most two lines of about `most` characters, broken between words; the rest becomes an ellipsis. */
function twoLines(text: string, most: number): string[] {
  const characters = [...text];
  if (characters.length <= most) return [text];
  const space = characters.lastIndexOf(' ', most);
  const at = space > most / 3 ? space : most;
  const rest = characters.slice(characters[at] === ' ' ? at + 1 : at);
  return [characters.slice(0, at).join(''), rest.length > most ? `${rest.slice(0, most - 1).join('')}…` : rest.join('')];
}

/** A text element of one or two lines, its middle at `y`. */
export function block(x: number, y: number, text: string, attributes: Attributes = {}, most = 30): string {
  const [first = '', second] = twoLines(text, most);
  if (second === undefined) return label(x, y + 4, first, attributes, most);
  const spans = [first, second].map((line, at) => element('tspan', { x, dy: at === 0 ? 0 : 13 }, escapeXml(line)));
  return element('text', { x, y: y - 3, ...attributes }, ...spans);
}

/** The picture itself with its title and description, which screen readers read out. */
export function picture(
  id: string,
  kind: string,
  size: { width: number; height: number },
  title: string,
  description: string,
  ...children: string[]
): string {
  return element(
    'svg',
    {
      class: `chart chart-${kind}`,
      width: size.width,
      height: size.height,
      viewBox: `0 0 ${round(size.width)} ${round(size.height)}`,
      role: 'img',
      'aria-labelledby': `${id}-t ${id}-d`,
    },
    element('title', { id: `${id}-t` }, escapeXml(title)),
    element('desc', { id: `${id}-d` }, escapeXml(description)),
    ...children,
  );
}

/** Positions moved apart by at least `gap`, in their order, and kept within `low` and `high` as far as there is room. */
export function spread(positions: readonly number[], gap: number, low: number, high: number): number[] {
  const order = positions.map((position, at) => ({ position, at })).sort((a, b) => a.position - b.position || a.at - b.at);
  let previous = low - gap;
  for (const item of order) {
    item.position = Math.max(item.position, previous + gap);
    previous = item.position;
  }
  const overflow = Math.max(0, previous - high);
  const result = [...positions];
  for (const { position, at } of order) result[at] = Math.max(low, position - overflow);
  return result;
}
