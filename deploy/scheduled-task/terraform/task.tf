resource "aws_cloudwatch_log_group" "audit" {
  name_prefix       = "${var.name}-"
  retention_in_days = var.log_retention_days
}

resource "aws_ecs_cluster" "audit" {
  name = var.name

  setting {
    name  = "containerInsights"
    value = "disabled"
  }
}

resource "aws_ecs_task_definition" "audit" {
  family                   = "${var.name}-audit"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  task_role_arn            = aws_iam_role.task.arn
  execution_role_arn       = aws_iam_role.execution.arn

  runtime_platform {
    cpu_architecture        = var.cpu_architecture
    operating_system_family = "LINUX"
  }

  # Empty, on the task's own ephemeral storage. Fargate gives it the owner that the image's VOLUME of the same path has.
  volume {
    name = "work"
  }

  container_definitions = jsonencode([{
    name                   = "audit"
    image                  = var.image
    essential              = true
    readonlyRootFilesystem = true
    mountPoints            = [{ sourceVolume = "work", containerPath = "/work", readOnly = false }]
    linuxParameters        = { initProcessEnabled = true, capabilities = { drop = ["ALL"] } }
    # The longest that Fargate grants, for a run that is stopped to write what there is.
    stopTimeout = 120
    environment = [
      { name = "TMPDIR", value = "/work" },
      { name = "AWS_EMF_NAMESPACE", value = local.namespace },
    ]
    command = concat(
      [
        "audit",
        "--output", "s3://${aws_s3_bucket.reports.id}/${var.name}",
        "--compare", "s3://${aws_s3_bucket.reports.id}/${var.name}",
        "--notify", aws_sns_topic.notifications.arn,
        # The last one is for query engines: docs/query-findings.md.
        "--format", "html,markdown,json,csv,ndjson",
        "--log-format", "json",
        "--lookback-days", tostring(var.lookback_days),
        "--quota-share", tostring(var.quota_share),
      ],
      length(var.regions) == 0 ? [] : ["--regions", join(",", var.regions)],
      var.accounts_file == null ? [] : ["--accounts", "s3://${aws_s3_bucket.reports.id}/config/${var.accounts_file}"],
    )
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.audit.name
        awslogs-region        = local.region
        awslogs-stream-prefix = "audit"
      }
    }
  }])
}

data "aws_iam_policy_document" "task_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:ecs:${local.region}:${local.account_id}:*"]
    }
  }
}

# What `fleet-auditor permissions --for audit,delivery` prints, on this bucket and this topic.
data "aws_iam_policy_document" "task" {
  statement {
    sid = "Audit"
    actions = [
      "application-autoscaling:DescribeScalableTargets",
      "application-autoscaling:DescribeScalingPolicies",
      "application-autoscaling:DescribeScheduledActions",
      "autoscaling:DescribeAutoScalingGroups",
      "autoscaling:DescribePolicies",
      "autoscaling:DescribeScheduledActions",
      "cloudwatch:GetMetricData",
      "cloudwatch:ListMetrics",
      "ec2:DescribeInstanceTypes",
      "ec2:DescribeInstances",
      "ec2:DescribeRegions",
      "ecs:DescribeCapacityProviders",
      "ecs:DescribeClusters",
      "ecs:DescribeContainerInstances",
      "ecs:DescribeServices",
      "ecs:DescribeTaskDefinition",
      "ecs:DescribeTasks",
      "ecs:ListClusters",
      "ecs:ListContainerInstances",
      "ecs:ListServices",
      "ecs:ListTasks",
      "lambda:GetAccountSettings",
      "lambda:ListEventSourceMappings",
      "lambda:ListFunctions",
      "lambda:ListProvisionedConcurrencyConfigs",
      "servicequotas:GetServiceQuota",
      "sts:GetCallerIdentity",
      "tag:GetResources",
    ]
    resources = ["*"]
  }

  statement {
    sid = "ReportBucket"
    actions = [
      "s3:GetBucketAcl",
      "s3:GetBucketPolicyStatus",
      "s3:GetBucketPublicAccessBlock",
      "s3:ListBucket",
    ]
    resources = [aws_s3_bucket.reports.arn]
  }

  statement {
    sid       = "Reports"
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["${aws_s3_bucket.reports.arn}/${var.name}/*"]
  }

  statement {
    sid       = "Summary"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.notifications.arn]
  }

  dynamic "statement" {
    for_each = var.accounts_file == null ? [] : [var.accounts_file]

    content {
      sid       = "AccountsFile"
      actions   = ["s3:GetObject"]
      resources = ["${aws_s3_bucket.reports.arn}/config/${statement.value}"]
    }
  }

  # Each of these roles has to trust the task role too, with an external id.
  dynamic "statement" {
    for_each = var.accounts_file == null ? [] : [var.read_role_name]

    content {
      sid       = "OtherAccounts"
      actions   = ["sts:AssumeRole"]
      resources = ["arn:${local.partition}:iam::*:role/${statement.value}"]
    }
  }
}

resource "aws_iam_role" "task" {
  name_prefix        = "${var.name}-"
  description        = "What fleet-auditor may do: read metadata and metrics, write its reports, publish its summary."
  assume_role_policy = data.aws_iam_policy_document.task_trust.json
}

resource "aws_iam_role_policy" "task" {
  name   = "audit-and-delivery"
  role   = aws_iam_role.task.id
  policy = data.aws_iam_policy_document.task.json
}

data "aws_iam_policy_document" "execution_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

# What ECS does before the tool runs: pull the image, open the log.
data "aws_iam_policy_document" "execution" {
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.audit.arn}:*"]
  }

  statement {
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = [coalesce(var.image_repository_arn, "arn:${local.partition}:ecr:${local.region}:${local.account_id}:repository/*")]
  }
}

resource "aws_iam_role" "execution" {
  name_prefix        = "${var.name}-"
  assume_role_policy = data.aws_iam_policy_document.execution_trust.json
}

resource "aws_iam_role_policy" "execution" {
  name   = "pull-and-log"
  role   = aws_iam_role.execution.id
  policy = data.aws_iam_policy_document.execution.json
}
