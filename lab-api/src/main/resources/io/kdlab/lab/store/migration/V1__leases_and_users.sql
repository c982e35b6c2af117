-- Read by SQLite and by PostgreSQL alike. Times are milliseconds since 1970, UTC.

CREATE TABLE lab_user (
    name       TEXT PRIMARY KEY,
    role       TEXT NOT NULL CHECK (role IN ('USER', 'ADMIN')),
    created_at BIGINT NOT NULL
);

-- A token is 256 random bits, so one SHA-256 of it is as hard to turn back as the token is to guess.
CREATE TABLE token (
    sha256     TEXT PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    user_name  TEXT NOT NULL REFERENCES lab_user (name),
    label      TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);

-- A row stays when its target leaves the configuration: its epochs are never given again.
CREATE TABLE target (
    name  TEXT PRIMARY KEY,
    epoch BIGINT NOT NULL CHECK (epoch > 0)
);

CREATE TABLE lease (
    target        TEXT NOT NULL REFERENCES target (name),
    epoch         BIGINT NOT NULL,
    holder        TEXT NOT NULL,
    why           TEXT NOT NULL,
    taken_at      BIGINT NOT NULL,
    until_at      BIGINT NOT NULL,
    ended_at      BIGINT,
    ended_by      TEXT,
    cause         TEXT CHECK (cause IN ('GIVEN', 'EXPIRED', 'KICKED')),
    reason        TEXT,
    box_epoch     BIGINT,
    leave_stopped BOOLEAN,
    cleaned_at    BIGINT,
    PRIMARY KEY (target, epoch),
    CHECK ((ended_at IS NULL) = (cause IS NULL)),
    CHECK (box_epoch IS NULL OR box_epoch > epoch)
);

-- The database itself refuses a second holder.
CREATE UNIQUE INDEX lease_one_holder ON lease (target) WHERE ended_at IS NULL;

CREATE INDEX lease_by_time ON lease (taken_at);
