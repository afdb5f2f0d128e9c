# Out by HTTPS, nothing in.

locals {
  make_network     = var.network == null
  vpc_id           = local.make_network ? aws_vpc.audit[0].id : var.network.vpc_id
  subnet_ids       = local.make_network ? aws_subnet.audit[*].id : var.network.subnet_ids
  assign_public_ip = local.make_network ? true : var.network.assign_public_ip
}

resource "aws_security_group" "audit" {
  name_prefix = "${var.name}-"
  description = "Lets the audit call out by HTTPS, and nobody in."
  vpc_id      = local.vpc_id

  egress {
    description = "AWS APIs"
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}

data "aws_availability_zones" "available" {
  count = local.make_network ? 1 : 0
  state = "available"
}

resource "aws_vpc" "audit" {
  count                = local.make_network ? 1 : 0
  cidr_block           = "10.255.255.0/27"
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags                 = { Name = var.name }
}

resource "aws_subnet" "audit" {
  count                   = local.make_network ? 2 : 0
  vpc_id                  = aws_vpc.audit[0].id
  cidr_block              = cidrsubnet("10.255.255.0/27", 1, count.index)
  availability_zone       = data.aws_availability_zones.available[0].names[count.index]
  map_public_ip_on_launch = false
}

# A NAT gateway would cost a hundred times the task: the task has an address of its own for the minutes it runs instead.
resource "aws_internet_gateway" "audit" {
  count  = local.make_network ? 1 : 0
  vpc_id = aws_vpc.audit[0].id
}

resource "aws_route_table" "audit" {
  count  = local.make_network ? 1 : 0
  vpc_id = aws_vpc.audit[0].id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.audit[0].id
  }
}

resource "aws_route_table_association" "audit" {
  count          = local.make_network ? 2 : 0
  subnet_id      = aws_subnet.audit[count.index].id
  route_table_id = aws_route_table.audit[0].id
}
