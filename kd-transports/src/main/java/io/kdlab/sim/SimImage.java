package io.kdlab.sim;

import io.kdlab.value.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A PE32 or PE32+ image as a loader wants it: laid out at a base of the loader's choice, relocated, with its exports.
///
/// @param base where it was put
/// @param layout its bytes from the base on, headers first
/// @param regions pages and what may be done with them, in order
/// @param exports name → address
record SimImage(
        long base,
        long entryPoint,
        int checkSum,
        int timeDateStamp,
        Bytes layout,
        List<Region> regions,
        Map<String, Long> exports) {
    /// Some pages with the same rights; `offset` counts from the base.
    record Region(int offset, int size, boolean writable, boolean executable) {}

    private static final int PE32_PLUS = 0x20B;
    private static final int RELOCATION_32 = 3;
    private static final int RELOCATION_64 = 10;
    private static final int EXECUTABLE = 0x2000_0000;
    private static final int WRITABLE = 0x8000_0000;

    /// The bytes of a file beside this class.
    static Bytes file(String name) {
        try (InputStream in = SimImage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("io/kdlab/sim/" + name + " is not in the class path");
            }
            return Bytes.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Lays a file out `slide` bytes above the base that it prefers.
    static SimImage load(Bytes file, long slide) {
        int header = file.u32(0x3C);
        if (file.u32(header) != 0x4550) {
            throw new IllegalArgumentException("not a PE image");
        }
        boolean wide = file.u16(header + 0x18) == PE32_PLUS;
        int directories = header + (wide ? 0x88 : 0x78);
        int size = file.u32(header + 0x50);
        byte[] layout = new byte[size];
        file.slice(0, file.u32(header + 0x54)).copyTo(layout, 0);
        List<Region> regions = new ArrayList<>();
        regions.add(new Region(0, SimMemory.PAGE, false, false));
        int sections = header + 24 + file.u16(header + 20);
        for (int n = 0; n < file.u16(header + 6); n++) {
            regions.add(section(file, sections + 40 * n, layout));
        }
        long preferred = wide ? file.u64(header + 0x30) : Integer.toUnsignedLong(file.u32(header + 0x34));
        relocate(layout, file, directories + 0x28, slide);
        little(layout, header + (wide ? 0x30 : 0x34), preferred + slide, wide ? 8 : 4);
        Bytes loaded = Bytes.of(layout);
        long base = preferred + slide;
        return new SimImage(
                base,
                base + Integer.toUnsignedLong(file.u32(header + 0x28)),
                file.u32(header + 0x58),
                file.u32(header + 8),
                loaded,
                List.copyOf(regions),
                exports(loaded, file.u32(directories), base));
    }

    private static Region section(Bytes file, int row, byte[] layout) {
        int virtualSize = file.u32(row + 8);
        int virtual = file.u32(row + 12);
        int rawSize = Math.min(file.u32(row + 16), virtualSize);
        file.slice(file.u32(row + 20), rawSize).copyTo(layout, virtual);
        int rights = file.u32(row + 36);
        int size = (virtualSize + SimMemory.PAGE - 1) & -SimMemory.PAGE;
        return new Region(virtual, size, (rights & WRITABLE) != 0, (rights & EXECUTABLE) != 0);
    }

    private static void relocate(byte[] layout, Bytes file, int directory, long slide) {
        Bytes image = Bytes.of(layout);
        int at = file.u32(directory);
        int end = at + file.u32(directory + 4);
        while (at < end) {
            int page = image.u32(at);
            int block = image.u32(at + 4);
            for (int n = at + 8; n < at + block; n += 2) {
                int entry = image.u16(n);
                int offset = page + (entry & 0xFFF);
                switch (entry >>> 12) {
                    case RELOCATION_64 -> little(layout, offset, image.u64(offset) + slide, 8);
                    case RELOCATION_32 -> little(layout, offset, image.u32(offset) + slide, 4);
                    default -> {} // padding
                }
            }
            at += block;
        }
    }

    private static void little(byte[] into, int offset, long value, int size) {
        for (int n = 0; n < size; n++) {
            into[offset + n] = (byte) (value >>> (8 * n));
        }
    }

    private static Map<String, Long> exports(Bytes image, int directory, long base) {
        Map<String, Long> found = new HashMap<>();
        if (directory == 0) {
            return found;
        }
        int functions = image.u32(directory + 0x1C);
        int names = image.u32(directory + 0x20);
        int ordinals = image.u32(directory + 0x24);
        for (int n = 0; n < image.u32(directory + 0x18); n++) {
            String name = image.slice(image.u32(names + 4 * n)).toLatin1Nul();
            int function = image.u32(functions + 4 * image.u16(ordinals + 2 * n));
            found.put(name, base + Integer.toUnsignedLong(function));
        }
        return Map.copyOf(found);
    }

    int size() {
        return layout.length();
    }

    /// The address of an export.
    long export(String name) {
        Long address = exports.get(name);
        if (address == null) {
            throw new IllegalArgumentException("the image exports no " + name);
        }
        return address;
    }
}
