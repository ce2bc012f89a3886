-- The heads of the audit log, one row for every time it was written: what the log can no longer show has been cut off.

create table deliver.audit_head (
    seq bigint not null,
    hash varchar not null
);
