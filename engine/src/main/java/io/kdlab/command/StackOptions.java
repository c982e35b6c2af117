package io.kdlab.command;

/// What the letters behind `k` ask for; they may be combined.
///
/// @param words the first words where arguments may be (`b`, `v`)
/// @param names only the names of functions (`c`)
/// @param distances how much of the stack each frame takes (`f`)
/// @param lines lines of source where they are known (not with `L`)
/// @param parameters how the parameters that the symbols describe are shown (`p`, `P`)
/// @param details trap frames, and on x86 what is known of how a frame is made (`v`)
record StackOptions(
        boolean words, boolean names, boolean distances, boolean lines, Parameters parameters, boolean details) {
    /// Numbers are always shown (`n`), as newer debuggers do; marks for hyperlinks (`M`) mean nothing on a terminal.
    static final String LETTERS = "k[bcnvpPLfFM]*";

    /// How parameters are shown.
    enum Parameters {
        NONE,
        ONE_LINE,
        LINE_EACH
    }

    /// What `word`, the command's name, asks for.
    static StackOptions of(String word) {
        String letters = word.substring(1);
        boolean details = letters.contains("v");
        Parameters parameters = letters.contains("P")
                ? Parameters.LINE_EACH
                : letters.contains("p") ? Parameters.ONE_LINE : Parameters.NONE;
        return new StackOptions(
                details || letters.contains("b"),
                letters.contains("c"),
                letters.contains("f") || letters.contains("F"),
                !letters.contains("L"),
                parameters,
                details);
    }
}
