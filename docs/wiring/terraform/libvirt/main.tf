# libvirt machines: each boots from its seed volume or its Ignition config.

terraform {
  required_providers {
    libvirt = {
      source  = "dmacvicar/libvirt"
      version = "~> 0.8.0"
    }
  }
}

variable "out" {
  type    = string
  default = "../out"
}

variable "image" {
  type        = string
  description = "The operating system's cloud image: a path or a URL."
}

variable "bridge" {
  type        = string
  default     = "br0"
  description = "A bridge into the cluster's subnet."
}

variable "macs" {
  type        = map(string)
  default     = {}
  description = "The `mac` of each host that has one in the inventory, by the host's name."
}

provider "libvirt" {
  uri = "qemu:///system"
}

module "hosts" {
  source = "../hosts"
  out    = var.out
}

locals {
  seeds   = { for name, files in module.hosts.files : name => files["seed.img"] if contains(keys(files), "seed.img") }
  configs = { for name, files in module.hosts.files : name => files["config.ign"] if contains(keys(files), "config.ign") }
}

resource "libvirt_volume" "image" {
  name   = "swarmgen-image.qcow2"
  source = var.image
}

resource "libvirt_volume" "disk" {
  for_each       = module.hosts.files
  name           = "${each.key}.qcow2"
  base_volume_id = libvirt_volume.image.id
  size           = 10 * 1024 * 1024 * 1024
}

resource "libvirt_volume" "seed" {
  for_each = local.seeds
  name     = "${each.key}-seed.img"
  source   = each.value
  format   = "raw"
}

resource "libvirt_ignition" "config" {
  for_each = local.configs
  name     = "${each.key}.ign"
  content  = each.value
}

resource "libvirt_domain" "host" {
  for_each        = module.hosts.files
  name            = each.key
  vcpu            = 1
  memory          = 1024
  autostart       = true
  coreos_ignition = try(libvirt_ignition.config[each.key].id, null)

  disk {
    volume_id = libvirt_volume.disk[each.key].id
  }

  dynamic "disk" {
    for_each = [for name, volume in libvirt_volume.seed : volume.id if name == each.key]
    content {
      volume_id = disk.value
    }
  }

  network_interface {
    bridge = var.bridge
    mac    = try(var.macs[each.key], null)
  }
}
