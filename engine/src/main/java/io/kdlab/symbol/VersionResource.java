package io.kdlab.symbol;

import io.kdlab.value.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What an image's version resource says, as it lies in a target's memory (Microsoft's published `VS_VERSIONINFO`).
///
/// @param translations language and code page, four digits each
/// @param texts `CompanyName` and its like, in the order of the resource, of its first language
public record VersionResource(
        String fileVersion,
        String productVersion,
        int flags,
        int flagsMask,
        int system,
        int type,
        int subtype,
        List<String> translations,
        Map<String, String> texts) {
    private static final int RESOURCES = 2;
    private static final int VERSION = 16;
    private static final int FIXED = 0xfeef04bd;
    private static final int MOST_ENTRIES = 4096;
    private static final int LARGEST = 1 << 16;
    private static final int LEVELS = 3;

    /// Reads it from where the image lies.
    public static Piece<VersionResource> read(PeImage image) {
        PeImage.Directory root = image.directory(RESOURCES);
        if (root.size() < 16) {
            return new Piece.Absent<>("the image has no resources");
        }
        return entry(image, root.rva(), 0, 0).then(bytes -> parsed(image, bytes));
    }

    /// Follows the tree: type, name, language; of name and language the first one.
    private static Piece<Bytes> entry(PeImage image, int root, int offset, int level) {
        if (level == LEVELS) {
            return image.inside(root + offset, 16);
        }
        return image.inside(root + offset, 16).then(header -> {
            int count = Math.min(header.u16(12) + header.u16(14), MOST_ENTRIES);
            return image.inside(root + offset + 16, 8 * count).then(entries -> {
                for (int at = 0; at < entries.length(); at += 8) {
                    int target = entries.u32(at + 4);
                    boolean deeper = target < 0;
                    if ((level > 0 || entries.u32(at) == VERSION) && deeper == level < LEVELS - 1) {
                        return entry(image, root, target & 0x7fff_ffff, level + 1);
                    }
                }
                return new Piece.Absent<>("the image has no version resource");
            });
        });
    }

    private static Piece<VersionResource> parsed(PeImage image, Bytes where) {
        int size = where.u32(4);
        if (size < 40 + 52 || size > LARGEST) {
            return new Piece.Absent<>("the image's version resource has " + Integer.toUnsignedString(size) + " bytes");
        }
        return image.inside(where.u32(0), size).then(bytes -> {
            Block root = Block.at(bytes, 0, size);
            int fixed = root.value();
            if (fixed + 52 > size || bytes.u32(fixed) != FIXED) {
                return new Piece.Absent<>("the image's version resource is damaged");
            }
            List<String> translations = new ArrayList<>();
            Map<String, String> texts = new LinkedHashMap<>();
            for (Block info : root.inner(bytes)) {
                for (Block table : info.inner(bytes)) {
                    if (info.name().equals("VarFileInfo")) {
                        for (int at = table.value(); at + 4 <= table.end(); at += 4) {
                            translations.add(String.format(Locale.ROOT, "%04x.%04x", bytes.u16(at), bytes.u16(at + 2)));
                        }
                    } else if (texts.isEmpty()) {
                        table.inner(bytes).forEach(text -> texts.put(text.name(), text.text(bytes)));
                    }
                }
            }
            return new Piece.Found<>(new VersionResource(
                    version(bytes, fixed + 8),
                    version(bytes, fixed + 16),
                    bytes.u32(fixed + 28),
                    bytes.u32(fixed + 24),
                    bytes.u32(fixed + 32),
                    bytes.u32(fixed + 36),
                    bytes.u32(fixed + 40),
                    List.copyOf(translations),
                    texts));
        });
    }

    private static String version(Bytes bytes, int at) {
        return bytes.u16(at + 2) + "." + bytes.u16(at) + "." + bytes.u16(at + 6) + "." + bytes.u16(at + 4);
    }

    /// A length, a name, a value and more blocks, each part at a multiple of four.
    ///
    /// @param value where the value begins
    /// @param valueEnd and ends; text counts in letters
    private record Block(String name, int value, int valueEnd, int end) {
        private static final int MOST_INNER = 256;

        static Block at(Bytes bytes, int at, int limit) {
            int end = Math.min(limit, at + bytes.u16(at));
            int next = at + 6;
            StringBuilder name = new StringBuilder();
            while (next + 2 <= end && bytes.u16(next) != 0) {
                name.append((char) bytes.u16(next));
                next += 2;
            }
            int value = Math.min(next + 2 + 3 & ~3, end);
            int length = bytes.u16(at + 2) * (bytes.u16(at + 4) == 1 ? 2 : 1);
            return new Block(name.toString(), value, Math.min(value + length, end), end);
        }

        List<Block> inner(Bytes bytes) {
            List<Block> inner = new ArrayList<>();
            int at = valueEnd + 3 & ~3;
            while (at + 6 <= end && bytes.u16(at) >= 6 && inner.size() < MOST_INNER) {
                inner.add(at(bytes, at, end));
                at += bytes.u16(at) + 3 & ~3;
            }
            return inner;
        }

        String text(Bytes bytes) {
            String text = new String(bytes.slice(value, valueEnd - value).toByteArray(), StandardCharsets.UTF_16LE);
            int nul = text.indexOf('\0');
            return (nul < 0 ? text : text.substring(0, nul)).replaceAll("\\p{Cntrl}", "?");
        }
    }
}
