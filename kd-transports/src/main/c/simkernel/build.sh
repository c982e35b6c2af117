#!/usr/bin/env bash
# build.sh OUTDIR: compiles the images that `sim:` executes. The same sources give the same bytes wherever they stand: sources are
# copied to a scratch directory, compiled with relative paths, and linked with /Brepro. Needs Debian's clang and lld.
set -euo pipefail
[ $# -eq 1 ] || { echo "usage: build.sh OUTDIR" >&2; exit 2; }
for tool in clang lld-link; do
    command -v "$tool" >/dev/null || { echo "build.sh: $tool is missing: apt-get install clang lld" >&2; exit 3; }
done
mkdir -p "$1"
out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp "$here"/*.c "$here"/*.h "$here"/*.s "$scratch"
cd "$scratch"

common=(-std=c11 -O1 -g -gcodeview -ffreestanding -fno-builtin -mno-sse -mno-mmx -msoft-float -mno-implicit-float -fno-jump-tables
    -fno-stack-protector -ffile-compilation-dir=. -fstandalone-debug -Wall -Wextra -Werror)
exports=()
for name in KdVersionBlock SimCounter SimFault SimBugCheck SimValue SimWatched SimReportSeconds SimProcessorCounter; do
    exports+=("/export:$name,DATA")
done
for name in KiDebuggerBugCheck SimHotFunction SimProcessorWork; do exports+=("/export:$name"); done

# image SUFFIX TARGET TRAPS KERNEL_BASE DRIVER_BASE LATE_BASE, further flags for clang and lld in `cflags` and `lflags`
image() {
    local suffix=$1 target=$2 traps=$3
    mkdir "o$suffix"
    for unit in ke kd sim simdrv simlate; do
        clang "--target=$target" "${common[@]}" "${cflags[@]}" -c "$unit.c" -o "o$suffix/$unit.obj"
    done
    clang "--target=$target" -c "$traps.s" -o "o$suffix/trap.obj"
    local link=(lld-link /nologo /nodefaultlib /subsystem:native /Brepro /debug /pdbsourcepath:/simkernel /opt:noref /opt:noicf
        /dynamicbase "${lflags[@]}")
    local kernel=simkernel$suffix
    "${link[@]}" /entry:KiSystemStartup "/base:$4" "/out:$kernel.exe" "/pdb:$kernel.pdb" "/pdbaltpath:$kernel.pdb" \
        "${exports[@]}" /implib:unused.lib "o$suffix"/{ke,kd,sim,trap}.obj
    driver "simdrv$suffix" "$5" "o$suffix/simdrv.obj"
    driver "simlate$suffix" "$6" "o$suffix/simlate.obj"
    cp "$kernel".{exe,pdb} {simdrv,simlate}"$suffix".{sys,pdb} "$out"
}

driver() {
    "${link[@]}" /entry:DriverEntry /driver "/base:$2" "/out:$1.sys" "/pdb:$1.pdb" "/pdbaltpath:$1.pdb" "$3"
}

cflags=(-mno-red-zone -fasynchronous-unwind-tables)
lflags=(/machine:x64)
image "" x86_64-pc-windows-msvc trap_x64 0xFFFFF80002000000 0xFFFFF88001000000 0xFFFFF88002000000

# Frame pointers: on 32 bits they are what a stack is walked by.
cflags=(-march=i686 -fno-omit-frame-pointer)
lflags=(/machine:x86 /safeseh:no)
image 32 i686-pc-windows-msvc trap_x86 0x80800000 0xF8000000 0xF8800000
