/** The part of the package that tests use; it ships no types of its own. https://github.com/ChristopheBougere/asl-validator */
declare module 'asl-validator' {
  export default function validate(definition: unknown): { isValid: boolean; errorsText(separator?: string): string };
}
