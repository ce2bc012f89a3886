-- One row per person and layer: what has been accumulated and paid to the end of the months settled, in yuan.
-- Basis: DESIGN, To date: a state per person and year, carried from month to month. Reads: carried_on (columns of the kernel, in fen). Parameters: $year, $layer.
with

entitlement_state as (
    select
        person_id,
        cast($year as integer) as year,
        $layer as layer,
        cast(cast(accumulated as decimal(18,0)) * 0.01 as decimal(16,2)) as accumulated,
        cast(cast(paid as decimal(18,0)) * 0.01 as decimal(16,2)) as paid,
    from carried_on
)

select * from entitlement_state
