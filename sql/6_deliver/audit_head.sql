-- One row per time that the audit log was written: the number and hash of its last line then.
-- Basis: PIPL art. 51 and 56 (operations on personal data are recorded); the log's own chain does not show a cut tail. Reads: deliver.audit_head.
with

audit_head as (
    select
        seq,
        hash,
    from deliver.audit_head
)

select * from audit_head
