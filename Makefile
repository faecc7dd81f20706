PREFIX ?= /usr/local
CARGO ?= cargo

.PHONY: build
build:
	$(CARGO) build --release

# Everything that a change has to pass: all judges and a short run on real hosts where there is root.
.PHONY: test
test:
	@tests/tell-skipped '$(CARGO) test && $(CARGO) test --test lab -- --test-threads=1'

# The long scenarios on real hosts; needs root.
.PHONY: lab
lab:
	@tests/tell-skipped '$(CARGO) test --test lab -- --ignored --test-threads=3'

# Virtual machines that boot from the network, from seed drives and with Ignition; needs root.
.PHONY: vm
vm:
	@tests/tell-skipped '$(CARGO) test --test vm -- --test-threads=1'

.PHONY: check
check:
	$(CARGO) fmt --check
	$(CARGO) clippy --all-targets -- --deny warnings
	$(CARGO) clippy --test lab --test vm -- --deny warnings

# Writes the goldens and the expected messages anew; look at the difference before you commit it.
.PHONY: bless
bless:
	SWARMGEN_BLESS=1 $(CARGO) test --test integration golden::every_accepted
	SWARMGEN_BLESS=1 $(CARGO) test --test integration diagnostics

# Writes what is made from the definitions: the reference of the inventory and of the command line.
.PHONY: docs
docs:
	$(CARGO) run --quiet -- schema --markdown > docs/inventory.md

.PHONY: bench
bench:
	$(CARGO) bench

.PHONY: install
install: build
	install -D -m 755 target/release/swarmgen $(DESTDIR)$(PREFIX)/bin/swarmgen
	target/release/swarmgen man | install -D -m 644 /dev/stdin $(DESTDIR)$(PREFIX)/share/man/man1/swarmgen.1
	target/release/swarmgen completions bash | install -D -m 644 /dev/stdin $(DESTDIR)$(PREFIX)/share/bash-completion/completions/swarmgen
