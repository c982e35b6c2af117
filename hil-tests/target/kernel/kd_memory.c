/*
 * Memory for the debugger: the page tables are walked by hand and the bytes go through the direct map. So nothing here
 * can fault, and read-only pages (code, import tables) can be written. What is no RAM is refused: a device register is
 * not memory. Both return how many bytes could be copied.
 */
#include "kd.h"

ULONG KdpCopyPhysical(ULONG64 Address, PUCHAR Buffer, ULONG Bytes, BOOLEAN Write) {
    ULONG done = 0;
    while (done < Bytes) {
        ULONG64 at = Address + done;
        ULONG n = PAGE_SIZE - (at & (PAGE_SIZE - 1));
        if (n > Bytes - done) n = Bytes - done;
        if (at < Address || !MmIsPhysicalMemory(at)) break;
        if (Write) memcpy(MmPhysicalToVirtual(at), Buffer + done, n);
        else memcpy(Buffer + done, MmPhysicalToVirtual(at), n);
        done += n;
    }
    return done;
}

ULONG KdpCopyVirtual(ULONG64 Address, PUCHAR Buffer, ULONG Bytes, BOOLEAN Write) {
    ULONG done = 0;
    while (done < Bytes) {
        ULONG64 at = Address + done, physical;
        ULONG protection, n = PAGE_SIZE - (at & (PAGE_SIZE - 1));
        if (n > Bytes - done) n = Bytes - done;
        if (at < Address || !MmTranslate((PVOID)at, &physical, &protection)) break;
        if (KdpCopyPhysical(physical, Buffer + done, n, Write) != n) break;
        done += n;
    }
    return done;
}
