package io.kdlab.symbol;

/// A symbol file cannot be used. The message is one line: which file, what is wrong, where.
public final class SymbolFileException extends RuntimeException {
    public SymbolFileException(String message) {
        super(message);
    }

    public SymbolFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
