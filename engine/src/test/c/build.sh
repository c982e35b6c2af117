#!/usr/bin/env bash
# Compiles fixture.c into engine/src/test/resources/images, the same bytes every time. Needs Debian's clang and lld.
# The result is committed.
set -euo pipefail
cd "$(dirname "$0")"
out=$(realpath ../resources/images)
# CodeView records name the directory of the build, so it is always the same one.
work=/tmp/kdlab-fixture
mkdir "$work"
trap 'rm -rf "$work"' EXIT
cp fixture.c "$work"
cd "$work"
clang --target=x86_64-pc-windows-msvc -O1 -g -gcodeview -fdebug-compilation-dir=. \
    -ffreestanding -fno-stack-protector -funwind-tables -mno-sse -c fixture.c -o fixture.obj
lld-link /nologo /subsystem:native /driver /entry:Start /nodefaultlib /debug /Brepro /fixed /base:0xfffff80000200000 \
    /pdbsourcepath:/kdlab /pdbaltpath:fixture.pdb /out:fixture.exe /pdb:fixture.pdb fixture.obj
install -m 644 fixture.exe fixture.pdb "$out"
