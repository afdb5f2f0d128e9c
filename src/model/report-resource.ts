import * as z from 'zod';

/** The same seven fields wherever a resource is mentioned. */
export const reportResourceSchema = z.object({
  type: z.string().describe('CloudFormation type name'),
  id: z.string(),
  arn: z.string().nullable(),
  name: z.string().nullable(),
  accountId: z.string(),
  region: z.string(),
  tags: z.record(z.string(), z.string()).nullable().describe('null where tags could not be read'),
});
export type ReportResource = z.infer<typeof reportResourceSchema>;
