# Amazon EC2 instances. Set `platform = "aws"` in the inventory's `[defaults]`.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "out" {
  type    = string
  default = "../out"
}

variable "image" {
  type        = string
  description = "The AMI of the operating system."
}

variable "subnet" {
  type        = string
  description = "The id of the subnet that the inventory's `cluster.subnet` describes."
}

module "hosts" {
  source = "../hosts"
  out    = var.out
}

data "aws_subnet" "cluster" {
  id = var.subnet
}

# The hosts reach each other on every port, and the whole outside.
resource "aws_security_group" "cluster" {
  vpc_id = data.aws_subnet.cluster.vpc_id

  ingress {
    from_port = 0
    to_port   = 0
    protocol  = "-1"
    self      = true
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "host" {
  for_each               = module.hosts.files
  ami                    = var.image
  instance_type          = "t3.small"
  subnet_id              = var.subnet
  private_ip             = module.hosts.addresses[each.key]
  vpc_security_group_ids = [aws_security_group.cluster.id]
  user_data_base64       = filebase64(try(each.value["user-data"], each.value["config.ign"]))

  tags = {
    Name = each.key
  }

  # An edited inventory reaches running hosts through the share. Changed user data would stop all of them at once.
  lifecycle {
    ignore_changes = [user_data_base64]
  }
}
