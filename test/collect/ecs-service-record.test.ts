import { describe, expect, it } from 'vitest';
import { serviceRecord } from '../../src/collect/ecs-service-record.js';

const REGION = { accountId: '111122223333', region: 'us-east-1' };
const ARN = 'arn:aws:ecs:us-east-1:111122223333:service/main/web';
const DEFINITION = 'arn:aws:ecs:us-east-1:111122223333:task-definition/web:';
const at = (iso: string) => new Date(iso);

describe('the deployments of a service', () => {
  const taskSets = [
    {
      id: 'ecs-svc/2',
      status: 'PRIMARY',
      taskDefinition: `${DEFINITION}2`,
      createdAt: at('2026-10-29T19:00:00Z'),
      updatedAt: at('2026-10-29T20:00:00Z'),
      computedDesiredCount: 3,
      runningCount: 2,
    },
    { id: 'ecs-svc/1', status: 'ACTIVE', taskDefinition: `${DEFINITION}1` },
  ];
  const deployments = [{ id: 'ecs-svc/9', status: 'PRIMARY', rolloutState: 'COMPLETED' as const, failedTasks: 1 }];
  const of = (service: Parameters<typeof serviceRecord>[1]) => serviceRecord(ARN, service, { name: 'main' }, REGION).deployments;

  it('are its task sets where something else than ECS steers them', () => {
    expect(of({ deployments: [], taskSets })).toEqual([
      {
        id: 'ecs-svc/2',
        status: 'PRIMARY',
        rolloutState: null,
        taskDefinitionArn: `${DEFINITION}2`,
        createdAt: '2026-10-29T19:00:00Z',
        updatedAt: '2026-10-29T20:00:00Z',
        desired: 3,
        running: 2,
        failedTasks: 0,
      },
      {
        id: 'ecs-svc/1',
        status: 'ACTIVE',
        rolloutState: null,
        taskDefinitionArn: `${DEFINITION}1`,
        createdAt: null,
        updatedAt: null,
        desired: 0,
        running: 0,
        failedTasks: 0,
      },
    ]);
    expect(of({ taskSets }).length).toBe(2);
  });

  it('are those of ECS where there are any', () => {
    expect(of({ deployments, taskSets }).map(({ id }) => id)).toEqual(['ecs-svc/9']);
    expect(of({})).toEqual([]);
  });
});
