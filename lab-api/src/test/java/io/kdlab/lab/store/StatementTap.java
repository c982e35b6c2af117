package io.kdlab.lab.store;

import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;

/// Calls somebody before and after every statement of a store: between them lies every place where a kill can strike
/// it.
public final class StatementTap {
    private StatementTap() {}

    public static void on(LabStore store, Runnable step) {
        store.jdbi().setSqlLogger(new SqlLogger() {
            @Override
            public void logBeforeExecution(StatementContext context) {
                step.run();
            }

            @Override
            public void logAfterExecution(StatementContext context) {
                step.run();
            }
        });
    }
}
