package io.kdlab.remote;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Colours what is shown: all of it (`/f`, `/b`), and lines with a keyword (`/k`).
///
/// A colour file has a keyword on one line and `text[, background]` on the next. Lines come whole where they can; a
/// prompt, which has no end, is shown as it is.
public final class Painter {
    private static final String PLAIN = "\u001b[0m";

    private record Rule(String keyword, String colours) {}

    private final String ground;
    private final List<Rule> rules;
    /// The line that has begun; whether a part of it is shown already.
    private final StringBuilder line = new StringBuilder();

    private boolean begun;

    private Painter(String ground, List<Rule> rules) {
        this.ground = ground;
        this.rules = rules;
    }

    /// With the colours of everything, and the lines of a colour file.
    public static Painter of(Optional<String> text, Optional<String> background, List<String> file)
            throws RemoteException {
        String ground = (text.isPresent() ? Colour.named(text.get()).asText() : "")
                + (background.isPresent() ? Colour.named(background.get()).asGround() : "");
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < file.size(); i += 2) {
            if (i + 1 == file.size()) {
                throw new RemoteException("the colour file names no colour for \"" + file.get(i) + "\"");
            }
            String[] colours = file.get(i + 1).split(",", 2);
            rules.add(new Rule(
                    file.get(i),
                    Colour.named(colours[0]).asText()
                            + (colours.length == 2 ? Colour.named(colours[1]).asGround() : "")));
        }
        return new Painter(ground, rules);
    }

    /// The text with its colours.
    ///
    /// @param more whether more is there already, so that an unfinished line need not be shown yet
    public String painted(String text, boolean more) {
        if (ground.isEmpty() && rules.isEmpty()) {
            return text;
        }
        StringBuilder painted = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char next = text.charAt(at);
            if (next == '\n') {
                painted.append(paint(line.toString(), begun)).append('\n');
                line.setLength(0);
                begun = false;
            } else {
                line.append(next);
            }
        }
        if (!more && !line.isEmpty()) {
            painted.append(paint(line.toString(), true));
            line.setLength(0);
            begun = true;
        }
        return painted.toString();
    }

    private String paint(String part, boolean partial) {
        String colours = ground;
        for (Rule rule : rules) {
            if (!partial && part.contains(rule.keyword())) {
                colours = rule.colours();
                break;
            }
        }
        return part.isEmpty() || colours.isEmpty() ? part : colours + part + PLAIN;
    }
}
