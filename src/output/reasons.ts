import { OutputError } from '../model/output-error.js';

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOENT: 'the folder is gone',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a file stands where the folder should be',
  EISDIR: 'a folder stands where the file should be',
};

/** Why the file system refused, in words; `own` are those that mean something else where this is asked. */
export function reasonOf(error: unknown, own: Readonly<Record<string, string>> = {}): string {
  return own[codeOf(error)] ?? REASONS[codeOf(error)] ?? (error instanceof Error ? error.message : String(error));
}

/** The error of an output that could be written at first and cannot be now; an error that is not the file system's stays what it is. */
export function cannotWriteAnyMore(path: string, error: unknown): unknown {
  return codeOf(error) === '' ? error : new OutputError(`cannot write ${path} any more: ${reasonOf(error)}`, { cause: error });
}
