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

    /// The same, without the noise.
    default SearchWatch quietly() {
        SearchWatch loud = this;
        return new SearchWatch() {
            @Override
            public void progress(String line) {
                loud.progress(line);
            }

            @Override
            public void noise(String line) {
                // Nobody asked for it.
            }

            @Override
            public void checkCancelled() {
                loud.checkCancelled();
            }
        };
    }
}
