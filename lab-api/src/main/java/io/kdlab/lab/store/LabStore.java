package io.kdlab.lab.store;

import io.kdlab.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Properties;
import org.apache.tomcat.jdbc.pool.DataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;

/// The lab's database: one SQLite file, or a PostgreSQL when several boxes share a lab.
///
/// What a method of the stores has returned from is on disk: SQLite runs with a write-ahead log that is synchronised at
/// every commit, so neither `kill -9` nor a power cut takes it back.
public final class LabStore implements AutoCloseable {
    private final DataSource pool;
    private final Jdbi jdbi;

    private LabStore(PoolProperties properties, String what) {
        pool = new DataSource(properties);
        jdbi = Jdbi.create(pool);
        try {
            Flyway.configure(LabStore.class.getClassLoader())
                    .dataSource(pool)
                    .locations("classpath:io/kdlab/lab/store/migration")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            pool.close(true);
            throw new LabException.BadValue("the lab's store %s cannot be opened: %s".formatted(what, rootLine(e)));
        }
    }

    /// Opens the file, which is created where it is missing, readable by its owner only.
    public static LabStore sqlite(Path file) {
        try {
            if (!Files.exists(file)) {
                var parent = file.toAbsolutePath().getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
        } catch (IOException e) {
            throw new LabException.BadValue("the lab's store %s cannot be created: %s".formatted(file, e));
        }
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(10_000);
        // Not DEFERRED: a transaction that reads before it writes could otherwise fail instead of waiting.
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        var properties = pool("org.sqlite.JDBC", "jdbc:sqlite:" + file, config.toProperties());
        return new LabStore(properties, file.toString());
    }

    /// Opens a PostgreSQL database by its JDBC URL.
    public static LabStore postgres(String jdbcUrl, String user, String password) {
        var login = new Properties();
        login.setProperty("user", user);
        login.setProperty("password", password);
        return new LabStore(pool("org.postgresql.Driver", jdbcUrl, login), jdbcUrl);
    }

    public LeaseStore leases() {
        return new LeaseStore(jdbi);
    }

    public EpochBook epochs() {
        return new EpochBook(jdbi);
    }

    public TokenBook tokens() {
        return new TokenBook(jdbi);
    }

    /// For the crash tests, which watch every statement.
    Jdbi jdbi() {
        return jdbi;
    }

    @Override
    public void close() {
        pool.close(true);
    }

    private static PoolProperties pool(String driver, String url, Properties connection) {
        var properties = new PoolProperties();
        properties.setDriverClassName(driver);
        properties.setUrl(url);
        properties.setDbProperties(connection);
        properties.setInitialSize(0);
        properties.setMinIdle(0);
        properties.setMaxIdle(4);
        properties.setMaxActive(4);
        properties.setMaxWait(10_000);
        properties.setRollbackOnReturn(true);
        properties.setDefaultAutoCommit(true);
        properties.setName("lab-store");
        return properties;
    }

    private static String rootLine(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof SQLException)) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("unknown cause");
    }
}
