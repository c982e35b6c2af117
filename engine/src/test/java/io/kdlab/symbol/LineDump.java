package io.kdlab.symbol;

import io.kdlab.arch.BuiltImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `llvm-pdbutil` says about the lines of a PDB: somebody else's reading of the same records.
///
/// @param lines by the place of the fragment they belong to, in the order of the dump
/// @param files path and checksum in hexadecimal digits
record LineDump(List<Line> lines, Map<String, String> files) {
    /// @param begin of the fragment, in its section
    record Line(String file, int line, int section, int begin, int end, int offset) {}

    private static final Pattern FILE = Pattern.compile("(\\S.*) \\(MD5: ([0-9A-F]+)\\)");
    private static final Pattern FRAGMENT =
            Pattern.compile("  ([0-9A-F]{4}):([0-9A-F]{8})-([0-9A-F]{8}), line/addr entries = \\d+");
    private static final Pattern ENTRY = Pattern.compile(" +(\\d+) ([0-9A-F]{8})");

    static LineDump of(Path pdb) {
        List<Line> lines = new ArrayList<>();
        Map<String, String> files = new TreeMap<>();
        String[] file = {""};
        int[] place = new int[3];
        BuiltImage.lines("llvm-pdbutil", "dump", "-l", pdb.toString()).forEach(text -> {
            Matcher named = FILE.matcher(text);
            Matcher fragment = FRAGMENT.matcher(text);
            if (named.matches()) {
                file[0] = named.group(1);
                files.put(named.group(1), named.group(2));
            } else if (fragment.matches()) {
                for (int i = 0; i < place.length; i++) {
                    place[i] = Integer.parseInt(fragment.group(i + 1), 16);
                }
            } else if (text.startsWith("  ")) {
                Matcher entry = ENTRY.matcher(text);
                while (entry.find()) {
                    int offset = Integer.parseInt(entry.group(2), 16);
                    lines.add(
                            new Line(file[0], Integer.parseInt(entry.group(1)), place[0], place[1], place[2], offset));
                }
            }
        });
        return new LineDump(lines, files);
    }
}
