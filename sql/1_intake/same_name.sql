-- One row: the last file of a name, kind and day that was loaded; none where there was none.
-- Basis: RELIABILITY R35: other content under the same name is a correction. Reads: intake.load_batch.
-- Parameters: $kind, $file_name; $as_of, the day of which a full snapshot speaks, or null.
with

same_name as (
    select
        batch_id,
        loaded_on,
        sha256,
        format,
    from intake.load_batch
    where kind = $kind and file_name = $file_name and as_of is not distinct from cast($as_of as date)
    qualify row_number() over (order by batch_id desc) = 1
)

select * from same_name
