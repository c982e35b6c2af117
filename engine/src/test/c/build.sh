#!/usr/bin/env bash
# Compiles fixture.c into engine/src/test/resources/images. Needs Debian's clang and lld. The result is committed.
set -euo pipefail
cd "$(dirname "$0")"
out=../resources/images
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
clang --target=x86_64-pc-windows-msvc -O1 -g -gcodeview -ffreestanding -fno-stack-protector -mno-sse -c fixture.c -o "$work/fixture.obj"
lld-link /nologo /subsystem:native /driver /entry:Start /nodefaultlib /debug /Brepro /fixed /base:0xfffff80000200000 \
    /pdbaltpath:fixture.pdb /out:"$out/fixture.exe" /pdb:"$out/fixture.pdb" "$work/fixture.obj"
