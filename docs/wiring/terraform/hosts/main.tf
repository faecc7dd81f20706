# Reads the output folder of `swarmgen render`: the files and the address of each host.

variable "out" {
  type        = string
  description = "The folder that `swarmgen render` wrote."
}

locals {
  manifest  = jsondecode(file("${var.out}/manifest.json"))
  addresses = { for host in local.manifest.hosts : host.name => host.address }

  # Only the files in the host's own folder, not those for its network boot.
  own = [for file in local.manifest.files : file if split("/", file.path)[0] == "hosts"]
  files = { for host in local.manifest.hosts : host.name => {
    for file in local.own : basename(file.path) => "${var.out}/${file.path}" if file.host == host.name
  } }
}

# Paths by host and file name: files["ds1"]["user-data"], or files["f1"]["config.ign"] for a host with Ignition.
output "files" {
  value = local.files
}

output "addresses" {
  value = local.addresses
}
