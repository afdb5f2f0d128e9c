import { WEEK_HOURS, type WeekSchedule } from './week-profile.js';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** A moment at which a scheduler acts: the same local hour on some days (0 is Monday). */
export interface ScheduleEvent {
  action: 'start' | 'stop';
  hour: number;
  days: number[];
}

/** The starts and stops of a schedule, one event per hour and action, starts first. */
export function scheduleEvents(schedule: WeekSchedule): ScheduleEvent[] {
  const events: ScheduleEvent[] = [];
  for (const action of ['start', 'stop'] as const) {
    for (let slot = 0; slot < WEEK_HOURS; slot += 1) {
      const before = schedule.on[(slot + WEEK_HOURS - 1) % WEEK_HOURS] === true;
      const now = schedule.on[slot] === true;
      if (before === now || now !== (action === 'start')) continue;
      const hour = slot % 24;
      const day = Math.floor(slot / 24);
      const event = events.find((known) => known.action === action && known.hour === hour);
      if (event === undefined) events.push({ action, hour, days: [day] });
      else event.days.push(day);
    }
  }
  return events;
}

/** `Mon-Fri`, `Mon, Wed-Fri` or `every day`; runs of three days or more are joined. */
function dayWords(days: readonly number[]): string {
  if (days.length === 7) return 'every day';
  const runs: number[][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run !== undefined && run.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  return runs
    .flatMap((run) => (run.length > 2 ? [`${DAYS[run[0] ?? 0]}-${DAYS[run.at(-1) ?? 0]}`] : run.map((day) => `${DAYS[day]}`)))
    .join(', ');
}

const clock = (hour: number): string => `${String(hour % 24).padStart(2, '0')}:00`;

/** The schedule in words, in local time: `on Mon-Fri 08:00-19:00, off otherwise`. */
export function scheduleWords(schedule: WeekSchedule): string {
  const days = dayWords(schedule.days);
  if (schedule.hoursOn === 24) {
    const from = schedule.startHour === 0 ? '' : ` from ${clock(schedule.startHour)} for 24 hours`;
    return `on ${days}${from}, off otherwise`;
  }
  const end = schedule.startHour + schedule.hoursOn;
  const until = end === 24 ? '24:00' : clock(end);
  return `on ${days} ${clock(schedule.startHour)}-${until}${end > 24 ? ' of the next day' : ''}, off otherwise`;
}

/** Five-field cron as Auto Scaling groups take it (Sunday is 0): `0 8 * * 1,2,3,4,5`. Evaluated in the schedule's own time zone. */
export function unixCron({ hour, days }: ScheduleEvent): string {
  return `0 ${hour} * * ${days.map((day) => (day + 1) % 7).join(',')}`;
}

/** Six-field cron as EventBridge Scheduler and Application Auto Scaling take it: `cron(0 8 ? * MON,TUE *)`. */
export function awsCron({ hour, days }: ScheduleEvent): string {
  return `cron(0 ${hour} ? * ${days.map((day) => DAYS[day]?.toUpperCase()).join(',')} *)`;
}
