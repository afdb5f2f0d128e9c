/** The sets in which `permissions` prints what the tool may do. */
export const PERMISSION_SETS = ['audit', 'prices', 'commitments', 'second-opinion', 'delivery', 'organization', 'doctor'] as const;
export type PermissionSet = (typeof PERMISSION_SETS)[number];

/** What an audit can ask for beside what it needs: `--with`. A denial of one leaves a run complete. */
export const EXTRAS = ['commitments', 'second-opinion'] as const satisfies readonly PermissionSet[];
export type Extra = (typeof EXTRAS)[number];
