#!/usr/bin/env bash
# build.sh OUTDIR: compiles the image that `sim:` executes. The same sources give the same bytes wherever they stand: sources are
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

flags=(--target=x86_64-pc-windows-msvc -std=c11 -O1 -g -gcodeview -ffreestanding -fno-builtin
    -mno-sse -mno-mmx -msoft-float -mno-implicit-float -mno-red-zone -fno-jump-tables -fno-stack-protector -fasynchronous-unwind-tables
    -ffile-compilation-dir=. -fstandalone-debug -Wall -Wextra -Werror)
for unit in ke kd sim simdrv; do clang "${flags[@]}" -c "$unit.c" -o "$unit.obj"; done
clang --target=x86_64-pc-windows-msvc -c trap.s -o trap.obj

link=(lld-link /nologo /nodefaultlib /subsystem:native /machine:x64 /Brepro /debug /pdbsourcepath:/simkernel /opt:noref /opt:noicf
    /dynamicbase)
"${link[@]}" /entry:KiSystemStartup /base:0xFFFFF80002000000 /out:simkernel.exe /pdb:simkernel.pdb /pdbaltpath:simkernel.pdb \
    /export:KdVersionBlock,DATA /export:KiDebuggerBugCheck /export:SimHotFunction /export:SimCounter,DATA \
    /export:SimFault,DATA /export:SimBugCheck,DATA /export:SimValue,DATA /export:SimWatched,DATA /export:SimReportSeconds,DATA \
    /implib:unused.lib ke.obj kd.obj sim.obj trap.obj
"${link[@]}" /entry:DriverEntry /driver /base:0xFFFFF88001000000 /out:simdrv.sys /pdb:simdrv.pdb /pdbaltpath:simdrv.pdb simdrv.obj
cp simkernel.exe simkernel.pdb simdrv.sys simdrv.pdb "$out"
