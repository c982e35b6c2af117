package io.kdlab.peer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The descriptors of a debug device, as the USB specifications lay them out (little-endian): one
/// configuration, one interface, bulk OUT 0x01 and bulk IN 0x81.
///
/// @param speed as USB/IP numbers them: 3 is high speed, 5 SuperSpeed
/// @param packetSize of both bulk endpoints
/// @param kind class, subclass and protocol of the interface
/// @param serial the serial number's text
public record UsbDescriptors(int speed, int vendor, int product, int packetSize, int kind, String serial) {
    /// What a Windows target's xHCI debug capability shows (ids, class, endpoints: kd-protocol.md §9.1).
    public static final UsbDescriptors XHCI_DEBUG = new UsbDescriptors(5, 0x3495, 0x00E0, 1024, 0xDC02FF, "123456789");
    /// A NetChip dongle: two EHCI debug ports, and 8 bytes at a time because EHCI debug ports have no more.
    public static final UsbDescriptors EHCI_DONGLE = new UsbDescriptors(3, 0x0525, 0x127A, 8, 0xFF0000, "1");

    private static final int STRING = 3;

    boolean isSuper() {
        return speed == 5;
    }

    /// Of type and index (`wValue` of GET_DESCRIPTOR); empty where the device has none.
    byte[] descriptor(int type, int index) {
        return switch (type) {
            case 1 -> device();
            case 2 -> configuration();
            case STRING -> string(index);
            case 15 -> isSuper() ? bos() : new byte[0];
            default -> new byte[0];
        };
    }

    private byte[] device() {
        ByteBuffer out = begin(18);
        out.put((byte) 18).put((byte) 1).putShort((short) (isSuper() ? 0x300 : 0x200));
        out.put(new byte[3]).put((byte) (isSuper() ? 9 : 64));
        out.putShort((short) vendor).putShort((short) product).putShort((short) 0x100);
        return out.put((byte) 1).put((byte) 2).put((byte) 3).put((byte) 1).array();
    }

    private byte[] configuration() {
        int endpoint = isSuper() ? 13 : 7;
        ByteBuffer out = begin(9 + 9 + 2 * endpoint);
        out.put((byte) 9).put((byte) 2).putShort((short) out.capacity());
        out.put((byte) 1).put((byte) 1).put((byte) 0).put((byte) 0x80).put((byte) 1);
        out.put((byte) 9).put((byte) 4).put((byte) 0).put((byte) 0).put((byte) 2);
        out.put((byte) (kind >> 16)).put((byte) (kind >> 8)).put((byte) kind).put((byte) 0);
        for (int address : new int[] {0x01, 0x81}) {
            out.put((byte) 7).put((byte) 5).put((byte) address).put((byte) 2);
            out.putShort((short) packetSize).put((byte) 0);
            if (isSuper()) {
                out.put((byte) 6).put((byte) 48).put(new byte[4]);
            }
        }
        return out.array();
    }

    private byte[] string(int index) {
        if (index == 0) {
            return new byte[] {4, STRING, 9, 4};
        }
        String text = switch (index) {
            case 1 -> "Microsoft";
            case 2 -> "KDUSB USB3 XHCI Debug";
            default -> serial;
        };
        byte[] letters = text.getBytes(StandardCharsets.UTF_16LE);
        return begin(2 + letters.length)
                .put((byte) (2 + letters.length))
                .put((byte) STRING)
                .put(letters)
                .array();
    }

    private static byte[] bos() {
        ByteBuffer out = begin(22);
        out.put((byte) 5).put((byte) 15).putShort((short) 22).put((byte) 2);
        out.put((byte) 7).put((byte) 16).put((byte) 2).putInt(0);
        out.put((byte) 10).put((byte) 16).put((byte) 3).put((byte) 0);
        return out.putShort((short) 8)
                .put((byte) 3)
                .put((byte) 0)
                .putShort((short) 0)
                .array();
    }

    private static ByteBuffer begin(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
