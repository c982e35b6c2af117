package io.kdlab.connection;

/// Ends the delivery of notices.
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
