#!/bin/sh
# build.sh LAYOUT OUTDIR: the kernel for QEMU, from C to PE images with PDBs and an ELF boot stub. LAYOUT is A or B.
set -eu
[ $# -eq 2 ] || { echo "usage: build.sh A|B OUTDIR" >&2; exit 2; }
case $1 in A|B) layout=$1 ;; *) echo "build.sh: no layout '$1': A or B" >&2; exit 2 ;; esac
missing=
command -v clang >/dev/null || missing="$missing clang"
command -v lld-link >/dev/null && command -v ld.lld >/dev/null || missing="$missing lld"
[ -z "$missing" ] || { echo "build.sh: missing:$missing; install with: apt-get install -y clang lld llvm qemu-system-x86" >&2; exit 3; }
src=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$2"
cd "$2"
rm -rf obj && mkdir obj
ln -sfn "$src" obj/src # sources and objects by relative names: the same bytes wherever it is built

flags="--target=x86_64-pc-windows-msvc -std=gnu17 -ffreestanding -fno-builtin -mgeneral-regs-only -mno-red-zone
 -fasynchronous-unwind-tables -fno-stack-protector -mno-stack-arg-probe -fms-extensions 
 -fstandalone-debug -fno-ident -O1 -fno-optimize-sibling-calls -Wall -Wextra -Werror -Wno-microsoft-anon-tag
 -ffile-compilation-dir=. -Iobj/src/include -DLAYOUT_$layout"
link="/nologo /subsystem:native /debug /Brepro /nodefaultlib /dynamicbase /incremental:no /opt:noref,noicf /pdbsourcepath:/kdlab"

debug="-g -gcodeview -gno-column-info" # for C only: the assembler would write DWARF

pids=
cc() { clang $flags "$@" & pids="$pids $!"; }
for f in "$src"/kernel/*.c "$src"/kernel/*.S; do
    n=${f##*/}
    case $n in *.c) d=$debug ;; *) d= ;; esac
    cc $d -DBUILDING_KERNEL -c "obj/src/kernel/$n" -o "obj/$n.o"
done
cc -DBUILDING_HAL $debug -c obj/src/drivers/hal.c -o obj/hal.drv
cc $debug -c obj/src/drivers/testdrv.c -o obj/testdrv.drv
cc $debug -c obj/src/drivers/latedrv.c -o obj/latedrv.drv
stub="--target=i386-none-elf -std=gnu17 -ffreestanding -fno-builtin -mgeneral-regs-only -fno-pic -O1 -Wall -Werror
 -Wno-int-to-pointer-cast -Wno-pointer-to-int-cast -Iobj/src/include -DBOOT_STUB -DLAYOUT_$layout"
clang $stub -c obj/src/boot/boot.S -o obj/boot_s.elf & pids="$pids $!"
clang $stub -c obj/src/boot/boot.c -o obj/boot_c.elf & pids="$pids $!"
for pid in $pids; do wait "$pid"; done

ld.lld -m elf_i386 -T "$src/boot/boot.ld" obj/boot_s.elf obj/boot_c.elf -o boot.elf
image() { # name, entry, extra
    out=$1 entry=$2; shift 2
    lld-link $link "$entry" "/out:$out" "/pdb:${out%.*}.pdb" "/pdbaltpath:${out%.*}.pdb" "/implib:obj/${out%.*}.lib" "$@"
}
image hal.dll /noentry /dll obj/hal.drv
image kdkernel.exe /entry:KiSystemStartup obj/*.o obj/hal.lib
image testdrv.sys /entry:DriverEntry obj/testdrv.drv obj/kdkernel.lib obj/hal.lib
image latedrv.sys /entry:DriverEntry obj/latedrv.drv obj/kdkernel.lib obj/hal.lib
