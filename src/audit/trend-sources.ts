import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../model/user-error.js';
import { compareText } from '../report/format.js';

/** A snapshot of a trend, wherever it lies. */
export interface TrendSource {
  name: string;
  /** Gives the work a file with the snapshot, which is there as long as the work takes. */
  use<T>(work: (path: string) => Promise<T>): Promise<T>;
}

const ENDING = '.json.gz';
/** What is put into a bucket stands there twice: under its date, and here. */
const LATEST = 'latest';

/** Every file of a folder and the folders in it that is named as snapshots are, but for hidden ones. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter(({ name }) => !name.startsWith('.'))
      .map(async (entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return filesIn(path);
        return entry.isFile() && entry.name.endsWith(ENDING) ? [path] : [];
      }),
  );
  return found.flat();
}

/**
 * The snapshots in a folder and the folders in it, by path; or the file itself. As in a bucket, `latest/` is left out where there are others.
 * Throws a UserError for a place that is not there or cannot be read.
 */
export async function localSnapshots(place: string): Promise<TrendSource[]> {
  let paths: string[];
  try {
    paths = (await stat(place)).isDirectory() ? await filesIn(place) : [place];
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : '';
    throw new UserError(code === 'ENOENT' ? `there is no folder ${place}` : `${place} cannot be read (${String(code)})`, { cause });
  }
  const dated = paths.filter((path) => path.split(/[/\\]/).at(-2) !== LATEST);
  return (dated.length > 0 ? dated : paths).sort(compareText).map((path) => ({ name: path, use: (work) => work(path) }));
}
