-- One row: the highest mark among the rows read that is no mark of the future (a mistake in one row would hide all later ones).
-- Basis: promise 2, no row of a source is passed over. Reads: source_row. Parameters: $limit, the first mark of the future, or null.
with

source_reached as (
    select max(mark) as mark
    from source_row
    where $limit is null or mark < $limit
)

select * from source_reached
