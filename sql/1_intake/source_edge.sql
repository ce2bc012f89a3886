-- One row per different row of the source that the next load will be given once more: from the edge on, or without a mark.
-- Basis: promise 2, no row of a source is passed over. Reads: source_row. Parameters: $source, $edge.
with

source_edge as (
    select distinct
        $source as source,
        source_row.content,
    from source_row
    where source_row.mark is null or source_row.mark >= $edge
)

select * from source_edge
