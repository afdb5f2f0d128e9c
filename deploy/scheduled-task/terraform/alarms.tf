resource "aws_cloudwatch_event_rule" "task_failed" {
  name_prefix = "${var.name}-"
  description = "The audit stopped with a non-zero exit code, or never started."

  event_pattern = jsonencode({
    source      = ["aws.ecs"]
    detail-type = ["ECS Task State Change"]
    detail = {
      clusterArn = [aws_ecs_cluster.audit.arn]
      lastStatus = ["STOPPED"]
      "$or" = [
        { containers = { exitCode = [{ anything-but = [0] }] } },
        { stopCode = ["TaskFailedToStart"] },
      ]
    }
  })
}

resource "aws_cloudwatch_event_target" "task_failed" {
  rule = aws_cloudwatch_event_rule.task_failed.name
  arn  = aws_sns_topic.notifications.arn

  dead_letter_config {
    arn = aws_sqs_queue.dead_letters.arn
  }

  input_transformer {
    input_paths    = { task = "$.detail.taskArn", reason = "$.detail.stoppedReason", code = "$.detail.stopCode" }
    input_template = "\"The fleet-auditor task <task> did not end well: <code>, <reason>. Its log says why.\""
  }
}

resource "aws_cloudwatch_metric_alarm" "dead_letters" {
  alarm_name          = "${var.name}-not-started"
  alarm_description   = "The audit could not be started; the queue holds the request and the reason."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.dead_letters.name }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.notifications.arn]
}

resource "aws_cloudwatch_metric_alarm" "incomplete" {
  alarm_name          = "${var.name}-incomplete"
  alarm_description   = "The audit ran and could not see all there is; the coverage table of its report says what is missing and why."
  namespace           = local.namespace
  metric_name         = "Incomplete"
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.notifications.arn]
}

# RunTask can answer 200 and start nothing: then neither queue nor task says a word, and only the silence tells.
resource "aws_cloudwatch_metric_alarm" "silence" {
  count               = var.alarm_after_days_without_run == 0 ? 0 : 1
  alarm_name          = "${var.name}-silent"
  alarm_description   = "No audit has succeeded for longer than the schedule allows."
  namespace           = local.namespace
  metric_name         = "Succeeded"
  statistic           = "Sum"
  period              = 86400
  evaluation_periods  = var.alarm_after_days_without_run + 1
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.notifications.arn]
}
