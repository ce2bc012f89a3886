-- One row per record that was read before, word for word: the edge of the last load, given once more.
-- Basis: promise 2, no row of a source is passed over. Reads: source_row, intake.source_read. Parameters: $source.
with

source_again as (
    select source_row.record
    from source_row
    semi join (select read_before.content from intake.source_read as read_before where read_before.source = $source) as known
        using (content)
)

select * from source_again
