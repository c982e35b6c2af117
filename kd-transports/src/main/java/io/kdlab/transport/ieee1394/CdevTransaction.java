package io.kdlab.transport.ieee1394;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// Asks for a transaction with the node that the device stands for; its end comes as a [CdevResponse].
///
/// @param tcode what kind
/// @param length bytes to read or write
/// @param offset the address on the node, 48 bits
/// @param closure comes back in the response
/// @param data address of the bytes to write
/// @param generation of the bus; the kernel refuses an old one
@Struct(name = "fw_cdev_send_request", size = 40)
public record CdevTransaction(
        @At(0) int tcode,
        @At(4) int length,
        @At(8) long offset,
        @At(16) long closure,
        @At(24) long data,
        @At(32) int generation) {}
