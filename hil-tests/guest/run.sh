#!/usr/bin/env bash
# run.sh FOLDER RUN: boots the guest. FOLDER is what kernel.sh printed; RUN has `start`, and gets the sockets:
#
#   RUN/control   the port through which the host's test and the guest's agent talk   RUN/qmp   QEMU's own console
#   RUN/console   what the guest's kernel prints
#
# Its second UART (/dev/ttyS1) has nothing at its other end.
#
# Always by emulation: what a machine's KVM can do must not decide what a test sees. To plug devices in by QMP there is
# an xHCI controller, `xhci.0`.
set -euo pipefail
folder=$1
run=$2
exec qemu-system-x86_64 -accel tcg,thread=multi -machine q35 -cpu max -smp 2 -m 1024 \
  -nodefaults -no-user-config -display none -no-reboot \
  -kernel "$folder/vmlinux" -initrd "$folder/initramfs" \
  -append "console=ttyS0 quiet nokaslr mitigations=off tsc=reliable random.trust_cpu=on panic=-1 audit=0 KDLAB_FOLDER=$folder KDLAB_START=$run/start" \
  -serial "file:$run/console" -serial null \
  -qmp "unix:$run/qmp,server=on,wait=off" \
  -device virtio-serial-pci -chardev "socket,id=control,path=$run/control,server=on,wait=off" \
  -device virtserialport,chardev=control,name=kdlab \
  -fsdev local,id=host,path=/,security_model=none,readonly=on,multidevs=remap \
  -device virtio-9p-pci,fsdev=host,mount_tag=host \
  -netdev user,id=net -device virtio-net-pci,netdev=net,romfile= \
  -device qemu-xhci,id=xhci
