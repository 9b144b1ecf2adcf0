# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Sourced by the scripts of devtools; devtools/lab/README.md lists what is offered here.

REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
BUILD=$(realpath -m "${BUILD:-$REPO/build}")
export REPO BUILD

log()
{
	printf '%s: %s\n' "${0##*/}" "$*" >&2
}

# For a function whose caller may know better what to do than to give up
fail()
{
	log "error: $*"
	return 1
}

die()
{
	log "error: $*"
	exit 1
}

have()
{
	command -v "$1" >/dev/null
}

as_root()
{
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	else
		sudo "$@"
	fi
}

# The file that installed programs load as their PCI bus
installed_library()
{
	local link

	link=$(pkg-config --variable=libdir libdpdk)/librte_bus_pci.so
	readlink -e "$link" || die "no installed $link"
}

# The distribution's own; it is beside that one while our package is installed
stock_library()
{
	local path
	path=$(installed_library) || return
	dpkg-divert --truename "$path"
}

# quietly LOGFILE COMMAND...: the output is seen only when the command fails
quietly()
{
	local file=$1 rc=0
	shift
	mkdir -p "$(dirname "$file")"
	"$@" >"$file" 2>&1 </dev/null || rc=$?
	[ "$rc" -eq 0 ] || { log "failed: $*"; tail -n 40 "$file" >&2; }
	return "$rc"
}

# with_lock FILE COMMAND...: several scripts may run at a time in one build folder
with_lock()
{
	local file=$1
	shift
	mkdir -p "$(dirname "$file")"
	(
		flock 9
		"$@" 9>&-
	) 9>"$file"
}

# --- Debian packages on this machine ---

missing_packages()
{
	local installed pkg
	installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true)
	for pkg; do
		grep -qxF "$pkg installed" <<<"$installed" || printf '%s\n' "$pkg"
	done
}

apt_install()
{
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o DPkg::Lock::Timeout=300 \
		install --no-install-recommends "$@"
}

apt_update_install()
{
	as_root apt-get -q update
	apt_install "$@"
}

# install_packages PKG...: stale lists are refreshed only when the first attempt fails
install_packages()
{
	local missing=()
	mapfile -t missing < <(missing_packages "$@")
	[ "${#missing[@]}" -gt 0 ] || return 0
	log "installing ${missing[*]}"
	quietly "$BUILD/log/apt-install.log" apt_install "${missing[@]}" 2>/dev/null ||
		quietly "$BUILD/log/apt-install.log" apt_update_install "${missing[@]}" ||
		die "cannot install: ${missing[*]}"
}

# --- Debian packages beside this machine: nothing is installed, apt's own state is not touched ---

list_targets()
{
	# shellcheck disable=SC2016 # apt expands these, not the shell
	apt-get indextargets --format '$(ORIGIN) $(REPO_URI) $(RELEASE) $(CODENAME) $(COMPONENT)' \
		'Created-By: Packages' "$@" 2>/dev/null |
		sed -n 's/^Debian \(.*\) main$/\1/p'
}

# Lines "URI SUITE CODENAME", one for each of the machine's enabled Debian entries. apt reads
# its own source formats best, but lists only what it has fetched once.
debian_entries()
{
	local lists=$BUILD/apt/machine/lists entries
	entries=$(list_targets)
	if [ -z "$entries" ]; then
		mkdir -p "$lists/partial"
		quietly "$BUILD/log/apt-machine.log" apt-get -q update \
			-o Dir::State::Lists="$lists" -o APT::Sandbox::User=""
		entries=$(list_targets -o Dir::State::Lists="$lists")
	fi
	[ -n "$entries" ] ||
		{ fail "no Debian archive among the apt sources of this machine"; return; }
	sort -u <<<"$entries"
}

# A suite that the machine does not use is taken from where its main suite comes from.
suite_entries()
{
	local suites=$1 entries=$2 suite
	[ "$suites" != own ] || { cut -d' ' -f1,2 <<<"$entries"; return; }
	for suite in ${suites//,/ }; do
		awk -v suite="$suite" '
			$2 == suite || $3 == suite { print $1, suite; found = 1; exit }
			$3 !~ /[-\/]/ { main = $1 }
			END { if (!found && main) print main, suite }' <<<"$entries"
	done
}

private_sources()
{
	local suites=$1 type=deb key=/usr/share/keyrings/debian-archive-keyring.gpg entries options=
	[ "$suites" = "${suites#src:}" ] || type="deb-src"
	[ ! -e "$key" ] || options="[signed-by=$key] "
	entries=$(debian_entries) || return
	suite_entries "${suites#src:}" "$entries" | sed "s|.*|$type $options& main|"
}

private_conf()
{
	local dir=$1
	cat <<-END
	#clear APT::Update::Pre-Invoke;
	#clear APT::Update::Post-Invoke;
	#clear APT::Update::Post-Invoke-Success;
	#clear Acquire::IndexTargets::deb::DEP-11;
	#clear Acquire::IndexTargets::deb::Contents-deb;
	Dir::Etc::SourceList "$dir/sources.list";
	Dir::Etc::SourceParts "-";
	Dir::State "$dir/state";
	Dir::State::Lists "$dir/lists";
	Dir::State::Status "$dir/status";
	Dir::Cache "$dir/cache";
	Acquire::Languages "none";
	APT::Sandbox::User "";
	END
}

private_prepare()
{
	local suites=$1 dir=$2
	[ ! -e "$dir/apt.conf" ] || return 0
	mkdir -p "$dir/lists/partial" "$dir/state" "$dir/cache/archives/partial"
	: >"$dir/status"
	private_sources "$suites" >"$dir/sources.list" || return
	private_conf "$dir" >"$dir/apt.conf.new"
	quietly "$BUILD/log/apt-update.log" apt-get -c="$dir/apt.conf.new" -q update ||
		{ fail "cannot fetch the package lists of $suites"; return; }
	mv "$dir/apt.conf.new" "$dir/apt.conf"
}

# private_apt SUITES TOOL ARG...: runs apt-get or apt-cache on package lists of its own.
# SUITES is "own" (what the machine uses) or suite names with commas; "src:SUITES" gives deb-src.
private_apt()
{
	local suites=$1 tool=$2 dir
	shift 2
	dir=$BUILD/apt/${suites//[:,\/]/-}
	with_lock "$BUILD/apt/lock" private_prepare "$suites" "$dir" || return
	"$tool" -c="$dir/apt.conf" "$@"
}

# The lists were fetched some day; what has gone since is found after an update.
private_fetch()
{
	local suites=$1 file=$BUILD/log/apt-fetch.log
	shift
	quietly "$file" private_apt "$suites" apt-get -q "$@" 2>/dev/null && return
	quietly "$file" private_apt "$suites" apt-get -q update &&
		quietly "$file" private_apt "$suites" apt-get -q "$@"
}

is_stamped()
{
	[ "$(cat "$1/.stamp" 2>/dev/null)" = "$2" ]
}

# fetch_source PKG=VERSION DIR: DIR becomes the unpacked source tree, distribution patches applied
fetch_source()
{
	local pkg=$1 dir=$2 down
	is_stamped "$dir" "$pkg" && return
	log "fetching the source package $pkg"
	down=$BUILD/apt/source/$pkg
	rm -rf "$dir" "$down"
	mkdir -p "$down" "$(dirname "$dir")"
	(cd "$down" && private_fetch src:own source --download-only "$pkg") ||
		{ fail "the Debian archive does not give the source of $pkg"; return; }
	quietly "$BUILD/log/dpkg-source.log" dpkg-source --no-copy -x "$down"/*.dsc "$dir" || return
	printf '%s\n' "$pkg" >"$dir/.stamp"
}

# download_debs SUITES DIR PKG[=VERSION]...: DIR becomes a folder of the packages
download_debs()
{
	local suites=$1 dir=$2
	shift 2
	is_stamped "$dir" "$suites $*" && return
	log "fetching $*"
	rm -rf "$dir"
	mkdir -p "$dir"
	(cd "$dir" && private_fetch "$suites" download "$@") ||
		{ fail "the Debian archive does not give $*"; return; }
	printf '%s\n' "$suites $*" >"$dir/.stamp"
}

# unpack_debs FOLDER DIR: DIR becomes a root that holds the files of the packages in it
unpack_debs()
{
	local folder=$1 dir=$2 deb
	is_stamped "$dir" "$(cat "$folder/.stamp")" && return
	rm -rf "$dir"
	mkdir -p "$dir"
	for deb in "$folder"/*.deb; do
		dpkg -x "$deb" "$dir" || return
	done
	cp "$folder/.stamp" "$dir/.stamp"
}

# fetch_debs SUITES DIR PKG[=VERSION]...: both; the packages themselves are not kept
fetch_debs()
{
	local suites=$1 dir=$2 down=$BUILD/apt/debs/${2##*/}.$$
	shift 2
	is_stamped "$dir" "$suites $*" && return
	download_debs "$suites" "$down" "$@" || return
	unpack_debs "$down" "$dir" || return
	rm -rf "$down"
}
