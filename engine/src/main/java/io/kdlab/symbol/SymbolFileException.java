package io.kdlab.symbol;

/// A symbol file cannot be used. The message is one line: which file, what is wrong, where.
public final class SymbolFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String problem;

    public SymbolFileException(String problem) {
        super(problem);
        this.problem = problem;
    }

    public SymbolFileException(String problem, Throwable cause) {
        super(problem, cause);
        this.problem = problem;
    }

    /// The message.
    public String problem() {
        return problem;
    }
}
