/** The instance that is plainest to price. */
export const linux = { platformDetails: 'Linux/UNIX', tenancy: 'default', lifecycle: 'on-demand' };
