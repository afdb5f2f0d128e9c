import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { ServiceError } from '../world.js';
import { parseInput, type Service, type Site } from './service.js';

export interface Published {
  topicArn: string;
  subject: string | null;
  message: string;
}

const createInput = z.object({ Name: z.string().regex(/^[A-Za-z0-9_-]{1,256}$/) });
const publishInput = z.object({
  TopicArn: z.string(),
  Subject: z
    .string()
    .max(100)
    .regex(/^[\x20-\x7e]+$/)
    .optional(),
  Message: z.string().min(1),
});
/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_MESSAGE_BYTES = 262_144;

/** Topics and what was published to them, in the order it came. */
export function sns(site: Site, published: Published[]): Service {
  const topics = new Set<string>();
  return {
    prefix: 'sns',
    signingName: 'sns',
    protocol: 'query',
    xmlns: 'https://sns.amazonaws.com/doc/2010-03-31/',
    throttle: { code: 'Throttling', status: 400, message: 'Rate exceeded' },
    denied: { code: 'AuthorizationError', status: 403 },
    operations: {
      CreateTopic: {
        run: (input, caller) => {
          const TopicArn = site.here(caller).arn('sns', parseInput(createInput, input, 'InvalidParameter').Name);
          topics.add(TopicArn);
          return { TopicArn };
        },
      },
      Publish: {
        run: (input) => {
          const { TopicArn, Subject, Message } = parseInput(publishInput, input, 'InvalidParameter');
          if (!topics.has(TopicArn)) throw new ServiceError('NotFound', 'Topic does not exist', 404);
          if (Buffer.byteLength(Message) > MAX_MESSAGE_BYTES)
            throw new ServiceError('InvalidParameter', 'Invalid parameter: Message too long');
          published.push({ topicArn: TopicArn, subject: Subject ?? null, message: Message });
          return { MessageId: randomUUID() };
        },
      },
    },
  };
}
