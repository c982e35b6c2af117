package io.kdlab.symbol;

import io.kdlab.arch.BuiltImage;
import io.kdlab.symbol.LocalVariable.Home;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `llvm-pdbutil` says about the locals of a PDB's procedures: somebody else's reading of the same records.
record LocalDump(List<Procedure> procedures) {
    record Procedure(String name, int section, int offset, int length, List<Item> items) {
        /// The words of the variables as they are `at` bytes into the section, parameters first.
        List<String> at(int at, List<Integer> sectionBegins) {
            return items.stream()
                    .filter(item -> item.blocks().stream().allMatch(block -> block.covers(at)))
                    .sorted(Comparator.comparing(item -> !item.parameter()))
                    .map(item -> item.name() + " " + item.home(at, sectionBegins))
                    .toList();
        }
    }

    record Stretch(int from, int length) {
        boolean covers(int at) {
            return at >= from && at < from + length;
        }
    }

    /// @param stretch of a static variable: the number of its section, and no length
    /// @param gaps counted from the range's begin
    record Range(Home home, Stretch stretch, List<Stretch> gaps) {}

    record Item(String name, boolean parameter, List<Stretch> blocks, List<Range> ranges) {
        Home home(int at, List<Integer> sectionBegins) {
            Home home = new Home.Gone();
            for (Range range : ranges) {
                int inside = at - range.stretch().from();
                if (range.stretch().length() == 0) {
                    int offset = ((Home.InImage) range.home()).rva();
                    home = new Home.InImage(sectionBegins.get(range.stretch().from() - 1) + offset);
                } else if (range.stretch().covers(at) && range.gaps().stream().noneMatch(gap -> gap.covers(inside))) {
                    home = range.home();
                }
            }
            return home;
        }
    }

    private static final Pattern RECORD = Pattern.compile(" *\\d+ \\| (S_\\w+) \\[size = \\d+](?: `(.*)`)?");
    private static final Pattern PLACE = Pattern.compile("addr = (\\d+):(\\d+)");
    private static final Pattern CODE = Pattern.compile("code size = (\\d+)");
    private static final Pattern RANGE = Pattern.compile("\\[?\\d{4}:(\\d+)(?:,\\+|, length = )(\\d+)");
    private static final Pattern GAP = Pattern.compile("\\((\\d+),(\\d+)\\)");

    static LocalDump of(Path pdb) {
        List<String> lines = BuiltImage.lines("llvm-pdbutil", "dump", "--symbols", pdb.toString())
                .toList();
        LocalDump dump = new LocalDump(new ArrayList<>());
        List<Stretch> blocks = new ArrayList<>();
        String[] bases = {"", ""};
        int inlined = 0;
        for (int i = 0; i < lines.size(); i++) {
            Matcher record = RECORD.matcher(lines.get(i));
            if (!record.matches()) {
                continue;
            }
            StringBuilder more = new StringBuilder();
            while (i + 1 < lines.size() && !RECORD.matcher(lines.get(i + 1)).matches()) {
                more.append(lines.get(++i).strip()).append(' ');
            }
            String kind = record.group(1);
            String text = more.toString();
            inlined += kind.equals("S_INLINESITE") ? 1 : kind.equals("S_INLINESITE_END") ? -1 : 0;
            if (kind.endsWith("PROC32")) {
                dump.procedures.add(new Procedure(
                        record.group(2),
                        number(PLACE, text, 1),
                        number(PLACE, text, 2),
                        number(CODE, text, 1),
                        new ArrayList<>()));
                bases = new String[] {"", ""};
            } else if (kind.equals("S_FRAMEPROC")) {
                bases = new String[] {word(text, "local fp reg = (\\w+)"), word(text, "param fp reg = (\\w+)")};
            } else if (kind.equals("S_BLOCK32")) {
                blocks.add(new Stretch(number(PLACE, text, 2), number(CODE, text, 1)));
            } else if (kind.equals("S_END") && !blocks.isEmpty()) {
                blocks.removeLast();
            } else if (inlined == 0 && !dump.procedures.isEmpty()) {
                dump.variable(kind, record.group(2), text, blocks, bases);
            }
        }
        return dump;
    }

    /// @param bases the registers that locals and parameters in the frame are counted from
    private void variable(String kind, String name, String text, List<Stretch> blocks, String[] bases) {
        List<Item> items = procedures.getLast().items();
        if (kind.equals("S_LOCAL")) {
            items.add(new Item(name, text.contains("flags = param"), List.copyOf(blocks), new ArrayList<>()));
        } else if (kind.equals("S_LDATA32")
                && name.startsWith(procedures.getLast().name() + "::")) {
            Range place = new Range(
                    new Home.InImage(number(PLACE, text, 2)), new Stretch(number(PLACE, text, 1), 0), List.of());
            items.add(new Item(name.replaceAll(".*::", ""), false, List.copyOf(blocks), List.of(place)));
        } else if (kind.startsWith("S_DEFRANGE_")) {
            Item item = items.getLast();
            Home home = switch (kind) {
                case "S_DEFRANGE_REGISTER" -> new Home.InRegister(word(text, "register = (\\w+)"));
                case "S_DEFRANGE_REGISTER_REL" ->
                    new Home.AtRegister(
                            word(text, "register = (\\w+)"), Integer.parseInt(word(text, "offset = (-?\\d+)")));
                case "S_DEFRANGE_FRAMEPOINTER_REL" ->
                    new Home.AtRegister(
                            bases[item.parameter() ? 1 : 0], Integer.parseInt(word(text, "offset = (-?\\d+)")));
                default -> throw new AssertionError("the test does not know " + kind);
            };
            Stretch range = new Stretch(number(RANGE, text, 1), number(RANGE, text, 2));
            List<Stretch> gaps = new ArrayList<>();
            Matcher gap = GAP.matcher(text);
            while (gap.find()) {
                gaps.add(new Stretch(Integer.parseInt(gap.group(1)), Integer.parseInt(gap.group(2))));
            }
            item.ranges().add(new Range(home, range, gaps));
        }
    }

    private static int number(Pattern pattern, String text, int group) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("no " + pattern + " in " + text);
        }
        return Integer.parseInt(matcher.group(group));
    }

    private static String word(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("no " + pattern + " in " + text);
        }
        return matcher.group(1).toLowerCase(Locale.ROOT);
    }
}
