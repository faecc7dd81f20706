//! The command line of swarmgen.

fn main() {}
