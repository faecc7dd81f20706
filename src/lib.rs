//! swarmgen compiles one inventory into every host's first-boot configuration.
