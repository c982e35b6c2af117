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
rm -rf obj && mkdir -p obj/hil-tests
ln -s "$src" obj/hil-tests/target # by relative names from here: the same bytes wherever it is built, /kdlab/hil-tests/… in the PDB
cd obj
src=hil-tests/target

flags="--target=x86_64-pc-windows-msvc -std=gnu17 -ffreestanding -fno-builtin -mgeneral-regs-only -mno-red-zone
 -fasynchronous-unwind-tables -fno-stack-protector -mno-stack-arg-probe -fms-extensions 
 -fstandalone-debug -fno-ident -O1 -fno-optimize-sibling-calls -Wall -Wextra -Werror -Wno-microsoft-anon-tag
 -ffile-compilation-dir=. -I$src/include -DLAYOUT_$layout"
link="/nologo /subsystem:native /debug /Brepro /nodefaultlib /dynamicbase /incremental:no /opt:noref,noicf /pdbsourcepath:/kdlab"

debug="-g -gcodeview -gno-column-info" # for C only: the assembler would write DWARF

pids=
cc() { clang $flags "$@" & pids="$pids $!"; }
for f in "$src"/kernel/*.c "$src"/kernel/*.S; do
    n=${f##*/}
    case $n in *.c) d=$debug ;; *) d= ;; esac
    cc $d -DBUILDING_KERNEL -c "$src/kernel/$n" -o "$n.o"
done
cc -DBUILDING_HAL $debug -c $src/drivers/hal.c -o hal.drv
cc $debug -c $src/drivers/testdrv.c -o testdrv.drv
cc $debug -c $src/drivers/latedrv.c -o latedrv.drv
stub="--target=i386-none-elf -std=gnu17 -ffreestanding -fno-builtin -mgeneral-regs-only -fno-pic -O1 -Wall -Werror
 -Wno-int-to-pointer-cast -Wno-pointer-to-int-cast -I$src/include -DBOOT_STUB -DLAYOUT_$layout"
clang $stub -c $src/boot/boot.S -o boot_s.elf & pids="$pids $!"
clang $stub -c $src/boot/boot.c -o boot_c.elf & pids="$pids $!"
for pid in $pids; do wait "$pid"; done

ld.lld -m elf_i386 -T "$src/boot/boot.ld" boot_s.elf boot_c.elf -o ../boot.elf
image() { # name, entry, extra
    out=$1 entry=$2; shift 2
    lld-link $link "$entry" "/out:../$out" "/pdb:../${out%.*}.pdb" "/map:../${out%.*}.map" "/pdbaltpath:${out%.*}.pdb" "/implib:${out%.*}.lib" "$@"
}
image hal.dll /noentry /dll hal.drv
image kdkernel.exe /entry:KiSystemStartup *.o hal.lib
image testdrv.sys /entry:DriverEntry testdrv.drv kdkernel.lib hal.lib
image latedrv.sys /entry:DriverEntry latedrv.drv kdkernel.lib hal.lib
