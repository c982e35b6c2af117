package io.kdlab.link;

import io.kdlab.packet.Role;

/// How a machine that is not quite the product's own steps: a known target's habit, or a mutant.
public interface MachineRule {
    /// The product's machine as it is.
    MachineRule NONE = LinkMachine::step;

    /// What `real` would do, changed.
    Step step(LinkMachine real, LinkState state, LinkEvent event);

    /// `real` under this rule.
    default LinkMachine on(LinkMachine real) {
        return this == NONE ? real : new Ruled(real, this);
    }

    /// A machine under a rule.
    record Ruled(LinkMachine real, MachineRule rule) implements LinkMachine {
        @Override
        public Role role() {
            return real.role();
        }

        @Override
        public LinkDialect dialect() {
            return real.dialect();
        }

        @Override
        public LinkPace pace() {
            return real.pace();
        }

        @Override
        public LinkState initial() {
            return real.initial();
        }

        @Override
        public Step step(LinkState state, LinkEvent event) {
            return rule.step(real, state, event);
        }
    }
}
