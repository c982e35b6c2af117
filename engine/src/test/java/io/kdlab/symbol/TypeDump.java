package io.kdlab.symbol;

import io.kdlab.arch.BuiltImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `llvm-pdbutil` says about the types of a PDB: somebody else's reading of the same records.
final class TypeDump {
    private static final Pattern RECORD = Pattern.compile(" *0x([0-9A-F]+) \\| (LF_\\w+) \\[size = \\d+](?: `(.*)`)?");

    /// One record: its kind, its name, and the lines below it as they are.
    record Entry(String kind, String name, List<String> lines) {
        String all() {
            return String.join("\n", lines);
        }

        boolean isDefinition() {
            return name != null && !all().contains("forward ref");
        }

        String value(String pattern) {
            Matcher matcher = Pattern.compile(pattern).matcher(all());
            if (!matcher.find()) {
                throw new AssertionError("no " + pattern + " in " + this);
            }
            return matcher.group(1);
        }

        int number(String label) {
            return Integer.parseInt(value(label + "(?: =|:)? ?0x([0-9A-F]+)"), 16);
        }

        long decimal(String label) {
            return Long.parseUnsignedLong(value(label + "(?: =|:)? ?(-?\\d+)"));
        }
    }

    final Map<Integer, Entry> entries = new TreeMap<>();

    static TypeDump of(Path pdb) {
        TypeDump dump = new TypeDump();
        List<String> lines = new ArrayList<>();
        BuiltImage.lines("llvm-pdbutil", "dump", "--types", pdb.toString()).forEach(line -> {
            Matcher record = RECORD.matcher(line);
            if (record.matches()) {
                lines.clear();
                dump.entries.put(
                        Integer.parseInt(record.group(1), 16),
                        new Entry(record.group(2), record.group(3), new ArrayList<>()));
            } else if (!dump.entries.isEmpty()) {
                dump.last().lines().add(line.strip());
            }
        });
        return dump;
    }

    private Entry last() {
        return ((TreeMap<Integer, Entry>) entries).lastEntry().getValue();
    }

    List<Entry> definitions() {
        return entries.values().stream().filter(Entry::isDefinition).toList();
    }

    /// The members of a structure or the values of an enumeration, one text each, as [PdbTypesTest] spells ours.
    List<String> members(Entry owner) {
        List<String> found = new ArrayList<>();
        String list = owner.value("field list: (\\S+)");
        if (list.startsWith("0x")) {
            read(entries.get(Integer.parseInt(list.replaceAll("[^0-9A-F]", "").replaceFirst("^0", ""), 16)), found);
        }
        return found;
    }

    private void read(Entry list, List<String> found) {
        for (int i = 0; i < list.lines().size(); i++) {
            String line = list.lines().get(i);
            if (line.startsWith("- LF_MEMBER ")) {
                found.add(text(line, "name = `(.*)`, Type") + " +" + text(line, "offset = (\\d+)") + " "
                        + describe(type(line, "Type = ")));
            } else if (line.startsWith("- LF_STMEMBER ")) {
                found.add(text(line, "name = `(.*)`, type") + " static " + describe(type(line, "type = ")));
            } else if (line.startsWith("- LF_BCLASS")) {
                String whole = line + " " + list.lines().get(i + 1);
                found.add("base +" + text(whole, "offset = (\\d+)") + " " + describe(type(whole, "type = ")));
            } else if (line.startsWith("- LF_ENUMERATE")) {
                found.add(text(line, "\\[(.*) = ") + " = " + text(line, " = (-?\\d+)]"));
            }
        }
    }

    private static int type(String line, String label) {
        Matcher matcher = Pattern.compile(label + "0x([0-9A-F]+)").matcher(line);
        if (!matcher.find()) {
            throw new AssertionError("no type in " + line);
        }
        return Integer.parseInt(matcher.group(1), 16);
    }

    private static String text(String line, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(line);
        return matcher.find() ? matcher.group(1) : "?";
    }

    /// A type in one line: kind, name, size, and what it is made of up to the next name.
    String describe(int number) {
        if (number < 0x1000) {
            return (number >>> 8 & 0xf) != 0 ? "pointer " + size(number) : "basic " + size(number);
        }
        Entry entry = entries.get(number);
        return switch (entry.kind()) {
            // Where in a class a datum lies fits into four bytes; LLVM does not show the size.
            case "LF_POINTER" ->
                "pointer " + (entry.all().contains("ptr64") && !entry.all().contains("data member") ? 8 : 4);
            case "LF_MODIFIER" -> describe(entry.number("referent"));
            case "LF_ARRAY" -> "array " + entry.decimal("size") + " of " + describe(entry.number("element type"));
            case "LF_BITFIELD" ->
                "bits " + entry.decimal("bit offset") + " " + entry.decimal("# bits") + " of "
                        + describe(entry.number("type"));
            case "LF_PROCEDURE", "LF_MFUNCTION" -> "function";
            case "LF_ENUM" -> "enum " + entry.name();
            default -> "structure " + entry.name();
        };
    }

    /// The bytes of a type of the language; pointers to them by the mode in the number.
    private static long size(int number) {
        int mode = number >>> 8 & 0xf;
        if (mode != 0) {
            return mode == 6 ? 8 : 4;
        }
        return switch (number & 0xff) {
            case 0x00, 0x03 -> 0;
            case 0x10, 0x20, 0x30, 0x68, 0x69, 0x70, 0x7c -> 1;
            case 0x11, 0x21, 0x71, 0x72, 0x73, 0x7a -> 2;
            case 0x12, 0x22, 0x40, 0x74, 0x75, 0x7b, 0x08 -> 4;
            case 0x13, 0x23, 0x41, 0x76, 0x77 -> 8;
            default -> throw new AssertionError("a type of the language unknown to this test: " + number);
        };
    }
}
