/// IEEE 1394 (FireWire) by the Linux character devices `/dev/fwN`, for targets up to Windows 10 version 1607.
///
/// The target sends nothing: it publishes two buffers in its memory, and the host reads and writes them over
/// the bus ([io.kdlab.transport.ieee1394.Mailbox]). The facts come from one re-implementation of the target's
/// side and are **unverified** (kd-protocol.md §10.1): no Windows target was ever on this code. What is
/// verified is the Linux side: structures and request codes against the kernel's header, behaviour against a
/// fake of the device's system calls.
///
/// ```
/// Ieee1394Transport ▸ MailboxDevice ▸ Mailbox ▸ FirewireNode ▸ FirewireDevice (ioctl, poll, read) provider
/// one packet       two       transactions,   LinuxFirewire: JNA on /dev/fwN a buffer         buffers   bus
/// resets
/// ```
@NullMarked
package io.kdlab.transport.ieee1394;

import org.jspecify.annotations.NullMarked;
