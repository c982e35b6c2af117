package io.kdlab.engine;

import io.kdlab.session.OutputKind;
import io.kdlab.session.TargetSession;
import io.kdlab.symbol.store.SearchWatch;

/// Shows all fronts how a search for symbols goes; CTRL+C ends it.
record SearchOutput(Fronts fronts, TargetSession session) implements SearchWatch {
    @Override
    public void progress(String line) {
        fronts.text(OutputKind.SYMBOLS, line + "\n");
    }

    @Override
    public void noise(String line) {
        fronts.text(OutputKind.SYMBOLS, line + "\n");
    }

    @Override
    public void checkCancelled() {
        session.checkCancelled();
    }
}
