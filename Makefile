PREFIX ?= /usr/local
CARGO ?= cargo

# The lab keeps its root file systems here too.
CACHE := $(or $(SWARMGEN_CACHE),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/swarmgen)
CARGO_DENY_VERSION := 0.20.2
CARGO_DENY := $(CACHE)/cargo-deny-$(CARGO_DENY_VERSION)/bin/cargo-deny

.PHONY: build
build:
	$(CARGO) build --release

# The README's test command: all judges and, as root, a short run on real hosts.
.PHONY: test
test:
	@tests/tell-skipped '$(CARGO) test && $(CARGO) test --test lab -- --test-threads=1'

# The long scenarios on real hosts; needs root.
.PHONY: lab
lab:
	@tests/tell-skipped '$(CARGO) test --test lab -- --ignored --test-threads=3'

# The long scenarios that CI has time for.
.PHONY: ci-lab
ci-lab:
	@tests/tell-skipped '$(CARGO) test --test lab -- --ignored --test-threads=3 --exact $$(grep -v "^#" tests/lab/selection)'

# Virtual machines that boot from the network, from seed volumes and with Ignition; needs root.
.PHONY: vm
vm:
	@tests/tell-skipped '$(CARGO) test --test vm -- --test-threads=1'

# The pass on virtual machines that CI has time for.
.PHONY: ci-vm
ci-vm:
	@tests/tell-skipped '$(CARGO) test --test vm -- --exact passes::netboot::three_hosts_from_the_network_outlive_one_of_them'

# Names every file for rustfmt: cargo fmt only follows `mod`, and a macro declares some of the modules.
RUSTFMT = find src tests benches -name '*.rs' -print0 | xargs -0 rustfmt --edition 2024

.PHONY: fmt
fmt:
	$(RUSTFMT)

# Format, lints, docs, the voice and licences. The result for a commit must not depend on the day, so advisories have
# their own target.
.PHONY: check
check: $(CARGO_DENY)
	$(RUSTFMT) --check
	$(CARGO) clippy --all-targets --test lab --test vm -- --deny warnings
	RUSTDOCFLAGS='--deny warnings --allow rustdoc::private_intra_doc_links' $(CARGO) doc --no-deps --document-private-items
	$(CARGO) test --test integration voice
	$(CARGO_DENY) check bans licenses sources

# Known vulnerabilities of the crates in use. This target fetches a database, so its result changes with the day.
.PHONY: advisories
advisories: $(CARGO_DENY)
	$(CARGO_DENY) check advisories

# Built once for all clones. It runs for a second, so optimization is not worth its time.
$(CARGO_DENY):
	CARGO_PROFILE_DEV_DEBUG=0 $(CARGO) install --quiet --locked --debug --root $(@D)/.. cargo-deny@$(CARGO_DENY_VERSION)

# Rewrites the goldens and the expected messages; look at the difference before you commit it.
.PHONY: bless
bless:
	SWARMGEN_BLESS=1 $(CARGO) test --test integration golden::every_accepted
	SWARMGEN_BLESS=1 $(CARGO) test --test integration diagnostics

# Writes the generated documentation: the inventory, and the table of paths in docs/os.md.
.PHONY: docs
docs:
	$(CARGO) run --quiet -- schema --markdown > docs/inventory.md
	SWARMGEN_BLESS=1 $(CARGO) test --test integration the_table_of_paths

.PHONY: bench
bench:
	$(CARGO) bench

.PHONY: install
install: build
	install -D -m 755 target/release/swarmgen $(DESTDIR)$(PREFIX)/bin/swarmgen
	target/release/swarmgen man | install -D -m 644 /dev/stdin $(DESTDIR)$(PREFIX)/share/man/man1/swarmgen.1
	target/release/swarmgen completions bash | install -D -m 644 /dev/stdin $(DESTDIR)$(PREFIX)/share/bash-completion/completions/swarmgen
