const KINDS: readonly [string, (bytes: Uint8Array) => boolean][] = [
  ['image/png', (bytes) => starts(bytes, [0x89, 0x50, 0x4e, 0x47])],
  ['image/jpeg', (bytes) => starts(bytes, [0xff, 0xd8, 0xff])],
  ['image/gif', (bytes) => starts(bytes, [0x47, 0x49, 0x46, 0x38])],
  ['image/webp', (bytes) => starts(bytes, [0x52, 0x49, 0x46, 0x46]) && starts(bytes.subarray(8), [0x57, 0x45, 0x42, 0x50])],
  [
    'image/svg+xml',
    (bytes) => /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<svg[\s>]/.test(Buffer.from(bytes.subarray(0, 4096)).toString('utf8')),
  ],
];
export const LARGEST_LOGO_BYTES = 200_000;

function starts(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, at) => bytes[at] === byte);
}

/**
 * A company's logo as a data URI, told by its content and not by its name. Throws a RangeError where it is no PNG, JPEG, GIF,
 * WebP or SVG, or larger than 200 kB. An SVG shown as an image runs no script and loads nothing.
 */
export function logoFrom(bytes: Uint8Array, alt: string): { dataUri: string; alt: string } {
  if (bytes.byteLength > LARGEST_LOGO_BYTES) throw new RangeError(`the logo is larger than ${LARGEST_LOGO_BYTES} bytes`);
  const mediaType = KINDS.find(([, matches]) => matches(bytes))?.[0];
  if (mediaType === undefined) throw new RangeError('the logo is not a PNG, JPEG, GIF, WebP or SVG image');
  return { dataUri: `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`, alt };
}
