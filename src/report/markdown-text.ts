/** Characters that start markup in Markdown or HTML, a table border, a mention, an issue reference, or emphasis. */
const MARKUP = /[\\`*_{}[\]<>#|~&@!^]/g;
/** A colon that could end a URL's scheme or open an emoji's name; one before white space, between digits, or at the end does neither. */
const COLON = /:(?!\s|$)(?<!\d:(?=\d))/g;
/** GitHub closes mathematics with a dollar sign that no digit follows: where all that stand plain begin an amount, none is closed. */
const DOLLAR = /\$(?!\d[\d,.]*(?![\w$]))/g;
// Control characters, line and paragraph separators, and the marks that turn the direction of writing around.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;
/** A joiner that does not make one emoji of two: https://unicode.org/reports/tr51/#Emoji_ZWJ_Sequences */
const STRAY_JOINER = /(?<!\p{Extended_Pictographic}|\ufe0f|\p{Emoji_Modifier})\u200d|\u200d(?!\p{Extended_Pictographic})/gu;
/** Stands for an invisible break while other characters are escaped; foreign text has none, `flat` takes them out. */
const BREAK = '\u200b';

function entity(character: string): string {
  return `&#${character.codePointAt(0) ?? 0};`;
}

function flat(text: string): string {
  return text.replace(STRAY_JOINER, ' ').replace(INVISIBLE, ' ').trim();
}

/**
 * Prose with foreign text in it: no markup, table border, mention, issue reference or link comes of it. GitHub looks for
 * mentions and references after the Markdown is read, where entities are characters again: an invisible break parts them.
 * https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 */
export function prose(text: string): string {
  return flat(text)
    .replace(/[@#]|\bGH-(?=\d)|\bwww(?=\.)/gi, (found) => found + BREAK)
    .replace(MARKUP, entity)
    .replace(COLON, entity)
    .replace(DOLLAR, entity)
    .replace(/^[-+=]/, entity)
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, (_, digits: string, mark: string) => digits + entity(mark))
    .replaceAll(BREAK, '&#8203;');
}

/** Text as inline code, for names and ids: copied as it is, and GitHub looks for no references inside. */
export function code(text: string): string {
  const shown = flat(text);
  const escaped = shown.replace(/[^\p{L}\p{N} ,./;%+=()-]/gu, entity).replace(/www(?=\.)/gi, '$&&#8203;');
  return shown === '' ? '' : `<code>${escaped}</code>`;
}

/** A block of code, with a fence longer than any run of backticks inside. `language` is a word of small letters; any other is left out. */
export function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${/^[a-z]+$/.test(language) ? language : ''}\n${text}\n${fence}`;
}

/** A link to an address of our own making; anything but https is shown as text. */
export function link(title: string, url: string): string {
  return /^https:\/\/[!-~]+$/.test(url) ? `[${prose(title)}](<${url.replace(/[<>\\|]/g, encodeURIComponent)}>)` : prose(title);
}
