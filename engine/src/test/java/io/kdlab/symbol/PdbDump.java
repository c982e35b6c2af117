package io.kdlab.symbol;

import io.kdlab.arch.BuiltImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `llvm-pdbutil` says about a PDB: somebody else's reading of the same file.
record PdbDump(List<Place> publics, List<Place> procedures, List<Place> data, List<Integer> sectionBegins) {
    record Place(String kind, String name, int section, int offset, int length) {}

    private static final Pattern RECORD = Pattern.compile(" *\\d+ \\| (S_\\w+) \\[size = \\d+] `(.*)`.*");
    private static final Pattern ADDRESS = Pattern.compile(".*addr = (\\d+):(\\d+)(?:, code size = (\\d+))?.*");
    private static final Pattern BEGIN = Pattern.compile(" *([0-9A-F]+) virtual address");

    static PdbDump of(Path pdb) {
        List<Place> all = new ArrayList<>();
        List<Integer> begins = new ArrayList<>();
        String[] open = new String[2];
        BuiltImage.lines(
                        "llvm-pdbutil",
                        "dump",
                        "--publics",
                        "--globals",
                        "--symbols",
                        "--section-headers",
                        pdb.toString())
                .forEach(line -> {
                    Matcher record = RECORD.matcher(line);
                    Matcher address = ADDRESS.matcher(line);
                    Matcher begin = BEGIN.matcher(line);
                    if (record.matches()) {
                        open[0] = record.group(1);
                        open[1] = record.group(2);
                    } else if (address.matches() && open[0] != null) {
                        int length = address.group(3) == null ? 0 : Integer.parseInt(address.group(3));
                        all.add(new Place(
                                open[0],
                                open[1],
                                Integer.parseInt(address.group(1)),
                                Integer.parseInt(address.group(2)),
                                length));
                        open[0] = null;
                    } else if (begin.matches()) {
                        begins.add(Integer.parseInt(begin.group(1), 16));
                    }
                });
        return new PdbDump(
                of(all, "S_PUB32"),
                of(all, "S_GPROC32", "S_LPROC32"),
                of(all, "S_GDATA32", "S_LDATA32").stream().distinct().toList(),
                begins);
    }

    private static List<Place> of(List<Place> all, String... kinds) {
        return all.stream()
                .filter(place -> List.of(kinds).contains(place.kind()))
                .toList();
    }

    int rva(Place place) {
        return sectionBegins.get(place.section() - 1) + place.offset();
    }
}
