-- The settings under which an issue's figures came about: the operator's and the pack's version, as JSON, and their SHA-256.

create table lists.issued_under (
    issue_id integer not null,
    settings_sha256 varchar not null,
    settings varchar not null
);
