package io.kdlab.command;

/// A command program goes on somewhere else: not an error, but the way out of any number of blocks.
final class Jump extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Where it goes on.
    enum To {
        BREAK(".break", "a loop"),
        CONTINUE(".continue", "a loop"),
        LEAVE(".leave", "a .catch block"),
        /// The first command of the same text (`z`).
        AGAIN("z", "a line");

        private final String word;
        private final String inside;

        To(String word, String inside) {
            this.word = word;
            this.inside = inside;
        }

        String word() {
            return word;
        }

        /// What it must stand in.
        String inside() {
            return inside;
        }
    }

    private final To to;

    Jump(To to) {
        super(to.word() + " stands outside " + to.inside(), null, false, false);
        this.to = to;
    }

    To to() {
        return to;
    }
}
