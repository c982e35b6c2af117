package io.kdlab.lab;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The targets of this box, as its configuration names them.
public final class Targets {
    private final Map<String, Target> byName = new LinkedHashMap<>();

    private Targets(List<Target> targets) {
        for (var target : targets) {
            if (byName.put(target.name(), target) != null) {
                throw new LabException.BadValue("target name \"%s\" is given twice".formatted(target.name()));
            }
        }
    }

    public static Targets of(List<Target> targets) {
        return new Targets(targets);
    }

    /// In the order of the configuration.
    public List<Target> all() {
        return List.copyOf(byName.values());
    }

    public boolean knows(String name) {
        return byName.containsKey(name);
    }

    /// The target, or a refusal that lists the known ones, the likeliest first.
    public Target named(String name) {
        var target = byName.get(name);
        if (target == null) {
            throw new LabException.UnknownTarget(Text.oneLine(name, 80), nearest(name));
        }
        return target;
    }

    private List<String> nearest(String name) {
        var wanted = Text.oneLine(name, 80);
        return byName.keySet().stream()
                .sorted(Comparator.comparingInt(known -> distance(wanted, known)))
                .toList();
    }

    /// Levenshtein's distance, without regard to case.
    private static int distance(String left, String right) {
        var row = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                boolean same = Character.toLowerCase(left.charAt(i - 1)) == Character.toLowerCase(right.charAt(j - 1));
                int replaced = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[right.length()];
    }
}
