variable "image" {
  type        = string
  description = "Container image with its tag or digest."
}

variable "name" {
  type        = string
  default     = "fleet-auditor"
  description = "Name of what this module makes, and of the folder in the bucket."

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name))
    error_message = "Lower case letters, digits and dashes, 31 at most."
  }
}

variable "image_repository_arn" {
  type        = string
  default     = null
  description = "ARN of the ECR repository of the image. Null allows pulls from this account's repositories of this region."
}

variable "cpu_architecture" {
  type        = string
  default     = "ARM64"
  description = "The image must be built for it. ARM64 costs a fifth less."

  validation {
    condition     = contains(["ARM64", "X86_64"], var.cpu_architecture)
    error_message = "ARM64 or X86_64."
  }
}

variable "cpu" {
  type        = number
  default     = 1024
  description = "CPU units of the task; 1024 are one vCPU."
}

variable "memory" {
  type        = number
  default     = 2048
  description = "MiB of the task. Must go with cpu: 512 to 2048 for 256, 2048 to 8192 for 1024."
}

variable "schedule_expression" {
  type        = string
  default     = "cron(0 6 ? * MON *)"
  description = "EventBridge Scheduler expression. The default is every Monday at six."
}

variable "schedule_timezone" {
  type        = string
  default     = "UTC"
  description = "IANA name of the zone that the schedule is in."
}

variable "alarm_after_days_without_run" {
  type        = number
  default     = 0
  description = "For schedules of six days or less: days between two runs. 0 makes no such alarm, since CloudWatch cannot look back further than seven days."

  validation {
    condition     = var.alarm_after_days_without_run >= 0 && var.alarm_after_days_without_run <= 6 && floor(var.alarm_after_days_without_run) == var.alarm_after_days_without_run
    error_message = "A whole number from 0 to 6."
  }
}

variable "notification_email" {
  type        = string
  default     = null
  description = "Address that gets the summary of each run and every alarm; it must confirm. Null subscribes nobody."
}

variable "regions" {
  type        = list(string)
  default     = []
  description = "Regions to audit. Empty audits every enabled region."
}

variable "lookback_days" {
  type        = number
  default     = 14
  description = "Days of utilization to judge."
}

variable "quota_share" {
  type        = number
  default     = 0.5
  description = "Share of each API quota that a run may use; the rest is left to the account's own workloads."
}

variable "accounts_file" {
  type        = string
  default     = null
  description = "Name of a file of accounts to audit, in the folder config/ of the report bucket (id, name, roleArn, externalId, regions, environment of each; YAML or JSON). Null audits this account alone."
}

variable "read_role_name" {
  type        = string
  default     = "fleet-auditor-read"
  description = "Name of the roles of other accounts that the task may assume, as deploy/cross-account-role makes them. Used with accounts_file only."
}

variable "report_retention_days" {
  type        = number
  default     = 400
  description = "Days that reports and snapshots are kept."
}

variable "log_retention_days" {
  type        = number
  default     = 90
  description = "Days that the log is kept; one of the values that CloudWatch Logs knows."
}

variable "network" {
  type = object({
    vpc_id           = string
    subnet_ids       = list(string)
    assign_public_ip = optional(bool, false)
  })
  default     = null
  description = "Subnets with a way to the AWS APIs (NAT or endpoints). Null makes a small VPC without ingress."
}
