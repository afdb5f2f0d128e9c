output "reports" {
  description = "Where the newest report is."
  value       = "s3://${aws_s3_bucket.reports.id}/${var.name}/latest/report.html"
}

output "topic_arn" {
  description = "Subscribe here for the summary of each run and every alarm."
  value       = aws_sns_topic.notifications.arn
}

output "task_role_arn" {
  description = "The principal that roles of other accounts are to trust."
  value       = aws_iam_role.task.arn
}
