#!/usr/bin/env bash
# kernel.sh: prints the folder with the guest's kernel; fetches Debian's package and unpacks it there when it is new.
#
#   FOLDER/vmlinux        the kernel as ELF: QEMU starts it by its PVH entry, which saves the guest from unpacking it
#   FOLDER/initramfs      busybox, the modules that the host's files are reached by, and `init`
#   FOLDER/lib/modules    all of the package's modules; FOLDER is also a root for busybox modprobe (see ./modprobe)
#
# Nothing is installed: this machine's own kernel and boot files are not touched. FOLDER is named after the package's
# version and ./init, below KDLAB_CACHE (~/.cache/kdlab). A folder that is complete needs no network.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
cache=${KDLAB_CACHE:-$HOME/.cache/kdlab}/guest
mkdir -p "$cache"
exec 9>"$cache/lock"
flock -w 240 9 || { echo "kernel.sh: another process has been unpacking for 4 min in $cache" >&2; exit 1; }

init=$(cat "$here/init" "$here/kernel.sh" | sha256sum | cut -c1-12)
newest=$(ls -dt "$cache"/linux-image-*"-$init" 2>/dev/null | head -1 || true)
if [ -n "$newest" ]; then
  echo "$newest"
  exit
fi

package() { apt-cache depends linux-image-amd64 2>/dev/null | sed -n 's/^ *Depends: //p' | head -1; }
name=$(package)
if [ -z "$name" ] && [ "$(id -u)" -eq 0 ]; then
  apt-get update -qq
  name=$(package)
fi
[ -n "$name" ] || { echo "kernel.sh: apt knows no linux-image-amd64; as root: apt-get update" >&2; exit 1; }

made=$(mktemp -d "$cache/making-XXXXXX")
trap 'rm -rf "$made"' EXIT
(cd "$made" && { apt-get download -qq "$name" || { [ "$(id -u)" -eq 0 ] && apt-get update -qq && apt-get download -qq "$name"; }; }) >&2
deb=$(ls "$made"/*.deb)
folder=$cache/$(basename "$deb" .deb | tr ':%' '__')-$init
dpkg-deb -x "$deb" "$made/unpacked"
release=$(basename "$(ls -d "$made"/unpacked/lib/modules/*)")

mkdir -p "$made/root/bin" "$made/root/proc" "$made/root/lib"
cp "$(command -v busybox)" "$made/root/bin/busybox"
mv "$made/unpacked/lib/modules" "$made/root/lib/modules"
busybox depmod -b "$made/root" "$release" 2>/dev/null
python3 - "$made/unpacked/boot/vmlinuz-$release" "$made/root/vmlinux" <<'PYTHON'
import lzma, sys
image = open(sys.argv[1], "rb").read()
packed = image.find(b"\xfd7zXZ\x00")
if packed < 0:
    sys.exit("kernel.sh: Debian packs its kernel otherwise than by xz now; unpack it here")
kernel = lzma.LZMADecompressor(format=lzma.FORMAT_XZ).decompress(image[packed:])
open(sys.argv[2], "wb").write(kernel)
PYTHON

small=$made/initramfs
modules=$small/lib/modules/$release
mkdir -p "$small"/{bin,proc,sys,dev,root} "$modules/kernel"
cp "$made/root/bin/busybox" "$small/bin/"
install -m 755 "$here/init" "$small/init"
(cd "$made/root/lib/modules/$release" && for wanted in virtio_pci 9pnet_virtio 9p; do
  sed -n "s|^\(kernel/[^:]*/$wanted\.ko[^:]*\):\(.*\)|\1 \2|p" modules.dep
done) | tr ' ' '\n' | grep . | sort -u | while read -r module; do
  cp "$made/root/lib/modules/$release/$module" "$modules/kernel/"
done
cp "$made/root/lib/modules/$release/modules.builtin" "$modules/"
busybox depmod -b "$small" "$release" 2>/dev/null
(cd "$small" && find . | busybox cpio -o -H newc 2>/dev/null) >"$made/root/initramfs"
[ -s "$made/root/vmlinux" ] && [ -s "$made/root/initramfs" ]
mv "$made/root" "$folder"
echo "$folder"
