package io.kdlab.lab;

/// What happens to leases, for journals, event streams and boards. Told after it is true on the wire.
public sealed interface LeaseEvent {
    String target();

    record Taken(Lease lease) implements LeaseEvent {
        @Override
        public String target() {
            return lease.target();
        }
    }

    record Extended(Lease lease) implements LeaseEvent {
        @Override
        public String target() {
            return lease.target();
        }
    }

    record Ended(EndedLease end) implements LeaseEvent {
        @Override
        public String target() {
            return end.lease().target();
        }
    }
}
