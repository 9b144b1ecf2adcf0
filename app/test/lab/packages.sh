# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --mem 1280
# limit test_install_upgrade_purge 400
# limit test_pmd_compiled_outside 400
# long test_install_upgrade_purge
# long test_other_release_of_the_stock_package
# long test_pmd_compiled_outside
#
# The Debian packages of build-deb.sh are installed, upgraded, and purged without a trace.

# shellcheck source=app/test/lab/mdev.sh
. "$LAB_REPO/app/test/lab/mdev.sh"

DEBS=("$LAB_BUILD"/deb/*.deb)
BUS=librte-bus-pci23-mdev
STOCK=librte-bus-pci23
VERSION=$(cat "$LAB_REPO/VERSION")

suite_setup()
{
	[ -e "${DEBS[0]}" ] ||
		skip "no packages in $LAB_BUILD/deb; devtools/build-deb.sh makes them"
	LIBRARY=$(installed_bus)
	LIBDIR=${LIBRARY%/dpdk/*}
	BUS_DEB=$LAB_BUILD/deb/${BUS}_${VERSION}_amd64.deb
	mapfile -t PACKAGES < <(printf '%s\n' "${DEBS[@]##*/}" | cut -d _ -f 1)
	begin
	cp "$LIBRARY" /run/stock.so
	# It takes half a minute here, after each package with a manual page.
	rm -f /var/lib/man-db/auto-update
	lab_insmod mtty
	snapshot >/run/before.txt
}

# Without what the machine has, or a test before has left if it failed
begin()
{
	[ -z "$(dpkg-divert --listpackage "$LIBRARY")" ] || dpkg --purge "${PACKAGES[@]}"
}

install_debs()
{
	dpkg --install --force-unsafe-io "$@"
}

is_library_of()
{
	cmp "$LIBRARY" <(dpkg-deb --fsys-tarfile "$1" | tar -xO "./${LIBRARY#/}")
}

# --- packages that are like others ---

# changed_deb DEB VERSION [COMMAND...]: prints its path. The command changes the unpacked one, in it
changed_deb()
{
	local dir=/run/changed deb=/run/changed-$2.deb
	rm -rf "$dir"
	dpkg-deb --raw-extract "$1" "$dir"
	sed -i "s/^Version: .*/Version: $2/" "$dir/DEBIAN/control"
	(cd "$dir" && "${@:3}")
	dpkg-deb --root-owner-group -Znone --build "$dir" "$deb" >/dev/null
	echo "$deb"
}

# The stock package, put together from what is installed; dpkg has no other copy.
stock_deb()
{
	local dir=/run/stock path
	rm -rf "$dir"
	mkdir -p "$dir/DEBIAN"
	dpkg-query --status "$STOCK" | grep -v '^Status: ' >"$dir/DEBIAN/control"
	dpkg-query --control-path "$STOCK" | while read -r path; do
		cp "$path" "$dir/DEBIAN/${path##*.}"
	done
	dpkg-query --listfiles "$STOCK" | sed -n 's|^/\([^.]\)|\1|p' |
		tar -C / --no-recursion -T - -c | tar -C "$dir" -x
	dpkg-deb --root-owner-group -Znone --build "$dir" /run/stock.deb >/dev/null
	echo /run/stock.deb
}

append_to_library()
{
	echo "# newer" >>"./${LIBRARY#/}"
	rm -f DEBIAN/md5sums
}

# --- all that a package may leave behind ---

# Folders into which the packages put anything
touched_folders()
{
	local deb
	for deb in "${DEBS[@]}"; do
		dpkg-deb --contents "$deb"
	done | awk '/^d/ { print substr($6, 2) }' | sort -u
	echo /var/lib/dpkg/info
}

snapshot()
{
	local folder
	touched_folders | while read -r folder; do
		echo "$folder"
		[ ! -d "$folder" ] || ls -A "$folder"
	done
	stat --format '%N %s %A %U' "${LIBRARY%.??.?}"* "$LIBDIR"/librte_bus_pci.so*
	dpkg-divert --list
	dpkg-query --show --showformat '${Package} ${Version} ${db:Status-Abbrev}\n'
	dpkg --verify "$STOCK"
	ldconfig --print-cache
	sha256sum "$LIBRARY"
}

is_as_before()
{
	snapshot >/run/after.txt
	diff /run/before.txt /run/after.txt
}

# --- tests ---

expect_installed()
{
	is_library_of "$1"
	cmp "$LIBRARY.distrib" /run/stock.so
	[ "$(dpkg-divert --listpackage "$LIBRARY")" = "$BUS" ]
	[ -z "$(dpkg --verify "${PACKAGES[@]}" "$STOCK")" ]
}

# It has functions that the stock library lacks, and EAL loads each library of the folder.
expect_runs()
{
	ldconfig
	dpdk-test-mdev "${SMALL_EAL[@]}" --no-pci -- buses >"$LAB_OUT/out.txt" 2>&1
	expect_line "$LAB_OUT/out.txt" '^pci$'
}

# The stock package is upgraded with ours, and its new library goes beside ours; it is there when
# ours goes; and all is as before with the old one again.
test_install_upgrade_purge()
{
	local stock newer next
	begin
	stock=$(stock_deb)
	newer=$(changed_deb "$stock" 22.11.99-1 append_to_library)
	next=$(changed_deb "$BUS_DEB" "$VERSION+next" append_to_library)
	install_debs "${DEBS[@]}"
	expect_installed "$BUS_DEB"
	expect_runs
	install_debs "$next" "$newer"
	is_library_of "$next"
	grep -q '^# newer' "$LIBRARY.distrib"
	dpkg --purge "${PACKAGES[@]}"
	is_library_of "$newer"
	install_debs "$stock"
	is_as_before
}

# Of another release with a package of this name: what apt would refuse, dpkg leaves unconfigured.
test_other_release_of_the_stock_package()
{
	local stock other
	begin
	stock=$(stock_deb)
	other=$(changed_deb "$stock" 23.07-1)
	install_debs "$other"
	! install_debs "$BUS_DEB" >/run/refused.txt 2>&1 || lab_fail "installed beside $other"
	expect_line /run/refused.txt "$BUS depends on $STOCK"
	dpkg --purge "$BUS"
	install_debs "$stock"
	is_as_before
}

take_a_file_of_others()
{
	mkdir -p usr/bin
	echo >usr/bin/dpdk-testpmd
}

# dpkg takes back what it has begun.
test_failed_installation()
{
	local bad
	begin
	bad=$(changed_deb "$BUS_DEB" "$VERSION+bad" take_a_file_of_others)
	! install_debs "$bad" || lab_fail "a package took dpdk-dev's testpmd"
	is_as_before
}

# That check-deb.sh has compiled with what the packages hold
test_pmd_compiled_outside()
{
	local pmd=$LAB_BUILD/deb/root.pmd/outside.so
	[ -e "$pmd" ] || skip "no $pmd; devtools/check-deb.sh compiles it"
	begin
	# EAL loads nothing from below a folder that all may write to.
	cp "$pmd" /usr/local/lib/outside.so
	install_debs "$BUS_DEB"
	with_mdev mtty-1 "$UUID"
	# It ends with an error, for it finds no ports.
	dpdk-testpmd "${SMALL_EAL[@]}" -d /usr/local/lib/outside.so -a "$UUID" -- \
		>"$LAB_OUT/out.txt" 2>&1 || true
	expect_line "$LAB_OUT/out.txt" "^outside: $UUID, vendor 4348, 9 regions"
	dpkg --purge "$BUS"
}
