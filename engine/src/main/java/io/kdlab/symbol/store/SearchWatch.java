package io.kdlab.symbol.store;

/// Who waits for a search: sees how it goes and can end it.
public interface SearchWatch {
    /// Nobody.
    SearchWatch NOBODY = new SearchWatch() {
        @Override
        public void progress(String line) {
            // Nobody reads it.
        }

        @Override
        public void noise(String line) {
            // Nobody reads it.
        }

        @Override
        public void checkCancelled() {
            // Nobody ends it.
        }
    };

    /// Something takes long: how far it is.
    void progress(String line);

    /// A place was looked at (`!sym noisy` shows it).
    void noise(String line);

    /// Throws when whoever waits wants no more.
    void checkCancelled();
}
