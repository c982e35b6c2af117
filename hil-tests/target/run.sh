#!/bin/sh
# run.sh OUTDIR CHARDEV [qemu options...]: boots what build.sh made, with KD on the given QEMU chardev, e.g.
#   run.sh out pty                                   run.sh out tcp:127.0.0.1:5555,server=on,wait=off
#   run.sh out unix:/tmp/kd.sock,server=on,wait=off   KD_OPTIONS="break" run.sh out stdio
set -eu
[ $# -ge 2 ] || { sed -n '2,4s/^# *//p' "$0" >&2; exit 2; }
out=$1 chardev=$2
shift 2
exec qemu-system-x86_64 -accel tcg -machine pc -cpu qemu64 -m 64 -display none -monitor none -parallel none -net none \
    -nodefaults -kernel "$out/boot.elf" -append "${KD_OPTIONS:-}" \
    -initrd "$out/kdkernel.exe,$out/hal.dll,$out/testdrv.sys,$out/latedrv.sys" -serial "$chardev" "$@"
