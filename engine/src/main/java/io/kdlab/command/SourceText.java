package io.kdlab.command;

import io.kdlab.symbol.SourceFile;
import java.util.List;

/// The source file that `ls` goes on in.
///
/// @param next the line that comes next, counted from 1
record SourceText(SourceFile file, List<String> lines, int next) {
    /// Shows `count` lines from `first` on; the same file, standing behind them.
    ///
    /// @param marked the line with an arrow; 0 for none
    SourceText show(Output out, int first, int count, int marked) {
        int begin = Math.max(1, first);
        int end = (int) Math.min(lines.size(), (long) begin + count - 1);
        for (int line = begin; line <= end; line++) {
            out.print("%s%5d: %s%n", line == marked ? ">" : " ", line, lines.get(line - 1));
        }
        return new SourceText(file, lines, end + 1);
    }
}
