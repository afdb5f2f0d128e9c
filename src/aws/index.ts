export { AccountApi, type AccountApiSettings } from './account-api.js';
export { type AccountEntry, readAccountsFile } from './accounts.js';
export * from './api.js';
export { type CredentialSource, rememberedCredentials } from './credentials.js';
export { type CallLimits, DEFAULT_LIMITS } from './limits.js';
export { askMfaCode } from './mfa.js';
export { type AuditScope, type ResolvedScope, resolveScope, type ScopeOptions } from './scope.js';
