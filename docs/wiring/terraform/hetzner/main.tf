# Hetzner Cloud servers. Set `platform = "hetzner"` in the inventory's `[defaults]`.

terraform {
  required_providers {
    hcloud = {
      source = "hetznercloud/hcloud"
    }
  }
}

variable "out" {
  type    = string
  default = "../out"
}

variable "image" {
  type    = string
  default = "debian-13"
}

variable "server_type" {
  type        = string
  description = "With 1 GB of memory or more."
}

variable "network" {
  type        = number
  description = "The id of the private network that has the inventory's `cluster.subnet`."
}

module "hosts" {
  source = "../hosts"
  out    = var.out
}

resource "hcloud_server" "host" {
  for_each    = module.hosts.files
  name        = each.key
  server_type = var.server_type
  image       = var.image
  user_data   = file(each.value["user-data"])

  network {
    network_id = var.network
    ip         = module.hosts.addresses[each.key]
  }

  # An edited inventory reaches running hosts through the share. Changed user data would replace all of them at once.
  lifecycle {
    ignore_changes = [user_data]
  }
}
